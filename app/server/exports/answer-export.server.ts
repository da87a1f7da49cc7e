import { open, rm } from 'node:fs/promises';
import { createReadableStreamFromReadable } from '@remix-run/node';
import type { SessionPerson } from '~/database/access/sessions.server';
import { requestContext } from '~/server/http/context.server';
import { noFilePage } from '~/server/http/plain-page.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import type { ExportKind, ExportQuery } from './export-kinds.server';
import { WORKBOOK } from './file-types';

/** nginx' word for a reader who has gone; nobody reads it but the log. */
const READER_GONE = 499;

/**
 * The answer of a route that gives a file: made apart from the pages, and no longer than its reader is there. `asked` reads the address; a
 * refusal is a page with the sentence for who opened the address in a browser.
 */
export async function exportAnswer<Kind extends ExportKind>(
  request: Request,
  person: SessionPerson,
  kind: Kind,
  asked: (address: URLSearchParams) => ExportQuery<Kind>,
): Promise<Response> {
  const { exports, language, now, requestId } = requestContext();
  const { signal } = request;
  try {
    const made = await orProblem(async () =>
      exports.make(person, kind, asked(new URL(request.url).searchParams), { language, now, signal }),
    );
    // Once it is open it needs no name any more, and nothing is left when this process ends.
    const file = await open(made.path);
    await rm(made.path);
    return new Response(createReadableStreamFromReadable(file.createReadStream()), {
      headers: { ...attachmentHeaders(made.fileName, made.type ?? WORKBOOK), 'Content-Length': String(made.bytes) },
    });
  } catch (error) {
    if (signal.aborted) return new Response(null, { status: READER_GONE });
    if (!(error instanceof Response) || !(request.headers.get('Accept') ?? '').includes('text/html')) throw error;
    const { sentence } = (await error.json()) as { sentence: string };
    return new Response(noFilePage(language, { sentence, requestId }), {
      status: error.status,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    });
  }
}
