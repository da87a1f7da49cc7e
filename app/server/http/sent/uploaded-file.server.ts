/** Files of multipart forms, taken piece by piece: no upload lies whole in memory unless its taker wants it so. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';

export type WantedFile = {
  /** The name of the form's field. */
  field: string;
  limitBytes: number;
  /** Refuses a file of which more than the limit has come. */
  tooLarge: (bytes: number) => never;
};

/** Longer names exist on no file system. */
const LONGEST_NAME = 255;
const LIMITS = { fieldSize: 64 * 1024, fields: 20, parts: 20, headerSize: 16 * 1024 };

/**
 * Gives the file of a form's field to `take` while it arrives. False: the request has no such file, or is no form that can be
 * read. What else the form holds is passed over. What `take` throws stops the reading and is thrown here.
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
  // The name is missing, whatever the types say, when a part of bytes has none.
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
    // The body broke off or `take` refused; otherwise the parser could not read what came.
    if (bodyFailed) throw bodyFailed;
    return false;
  }
  await taken;
  return file !== undefined;
}

/** Undefined: the request is no multipart form, or does not say where its parts begin. */
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
  const name = sent.slice(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
  // Cut between characters, never within one.
  return Array.from(name).slice(0, LONGEST_NAME).join('');
}
