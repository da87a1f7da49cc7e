/** Reads bodies within limits, finds the CSRF token in them and cleans the texts of forms. */
import type { IncomingMessage } from 'node:http';
import type { Problem } from '~/domain/problems';
import { CSRF_FIELD, CSRF_HEADER, tokenAtTheStart } from '~/server/http/csrf.server';
import type { WebSettings } from '~/server/http/settings.server';
import { bodyLimit } from './body-limit.server';
import { cleanForm } from './clean-request.server';

class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  constructor(readonly limitBytes: number) {
    super('request body over the limit');
  }
}

/**
 * The limit that a body has gone over, when that is why it could not be read. By its name, because the pages and the server are built apart
 * and each has a class of its own.
 */
export function limitGoneOver(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'BodyTooLarge') return (error as BodyTooLarge).limitBytes;
  return limitGoneOver(error.cause);
}

export const tooLarge = (limitBytes: number): Problem => ({
  code: 'api.too-large',
  details: { megabytes: Math.round(limitBytes / 1_000_000) },
});

export type Body = { stream: ReadableStream<Uint8Array>; token: string | undefined; form: URLSearchParams | null };

/** Long enough for the head of the first part of a multipart form. */
const BEGINNING = 1024;

export async function readBody(request: IncomingMessage, settings: WebSettings, to: { path: string; signedIn: boolean }): Promise<Body> {
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  const limit = bodyLimit(type, settings, to);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge(limit);
  const chunks = limited(request, limit);
  const sentHeader = request.headers[CSRF_HEADER];
  const header = typeof sentHeader === 'string' ? sentHeader : undefined;

  if (type.startsWith('application/x-www-form-urlencoded')) {
    const parts: Buffer[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const form = cleanForm(new URLSearchParams(Buffer.concat(parts).toString('utf8')));
    return { stream: streamOf([Buffer.from(String(form))]), token: header ?? form.get(CSRF_FIELD) ?? undefined, form };
  }
  if (type.startsWith('multipart/form-data') && header === undefined) {
    const first: Buffer[] = [];
    let length = 0;
    while (length < BEGINNING) {
      const next = await chunks.next();
      if (next.done) break;
      first.push(next.value);
      length += next.value.length;
    }
    return { stream: streamOf(first, chunks), token: tokenAtTheStart(Buffer.concat(first).subarray(0, BEGINNING)), form: null };
  }
  return { stream: streamOf([], chunks), token: header, form: null };
}

async function* limited(request: IncomingMessage, limit: number): AsyncGenerator<Buffer, void> {
  let length = 0;
  // The request is not destroyed when reading stops early, because the answer (413) still has to go out on the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooLarge(limit);
    yield chunk;
  }
}

function streamOf(first: Buffer[], rest?: AsyncGenerator<Buffer, void>): ReadableStream<Uint8Array> {
  const waiting = [...first];
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const head = waiting.shift();
        if (head) return controller.enqueue(head);
        const next = rest ? await rest.next() : { done: true as const, value: undefined };
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      } catch (error) {
        controller.error(error);
      }
    },
    async cancel() {
      await rest?.return();
    },
  });
}
