/** Files of multipart forms, read piece by piece. No upload is held whole in memory unless `take` does so. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { cleanText } from '~/domain/text/clean-text';

export type WantedFile = {
  /** The name of the form's field. */
  field: string;
  limitBytes: number;
  /** Refuses a file once more bytes than the limit have arrived. */
  tooLarge: (bytes: number) => never;
};

/** Longer names exist on no file system. */
const LONGEST_NAME = 255;
const LIMITS = { fieldSize: 64 * 1024, fields: 20, parts: 20, headerSize: 16 * 1024 };

/**
 * Passes the file of a form's field to `take` while it arrives. Returns false when the request has no such file or is no
 * readable form. Other fields are skipped. An error of `take` stops the reading and is thrown here.
 */
export async function takeFile(
  request: Request,
  wanted: WantedFile,
  take: (content: AsyncIterable<Buffer>, name: string) => Promise<void>,
): Promise<boolean> {
  const parser = parserFor(request);
  if (!parser || !request.body) return false;
  const body = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  let bodyFailed: Error | undefined;
  body.on('error', (error) => {
    bodyFailed = error;
  });
  let file: BusboyFileStream | undefined;
  let taken: Promise<void> | undefined;
  // A part of bytes may lack the name, although the types say otherwise.
  parser.on('file', (field, content, sentName: string | undefined) => {
    const name = nameAlone(sentName ?? '');
    if (field !== wanted.field || name === '' || file) {
      content.on('error', () => undefined).resume();
      return;
    }
    file = content;
    taken = take(limited(content, wanted), name);
    taken.catch((error: Error) => body.destroy(error));
  });
  try {
    await pipeline(body, parser);
  } catch (error) {
    file?.destroy(error as Error);
    await taken?.catch(() => undefined);
    // The body broke off or `take` refused; otherwise the parser could not read the form.
    if (bodyFailed) throw bodyFailed;
    return false;
  }
  await taken;
  return file !== undefined;
}

/** Undefined when the request is no multipart form or does not state its boundary. */
function parserFor(request: Request): BusboyInstance | undefined {
  const type = request.headers.get('Content-Type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return undefined;
  try {
    return new Busboy({ headers: { 'content-type': type }, preservePath: true, limits: LIMITS });
  } catch {
    return undefined;
  }
}

async function* limited(content: AsyncIterable<Buffer>, { limitBytes, tooLarge }: WantedFile): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > limitBytes) tooLarge(bytes);
    yield piece;
  }
}

/** The file's own name, without the folders that some browsers send. */
function nameAlone(sent: string): string {
  const whole = cleanText(sent);
  const name = whole.slice(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1);
  // Cut between characters, never within one.
  return Array.from(name).slice(0, LONGEST_NAME).join('');
}
