/** What stands in a backup, one after the other: tables (compressed), files (as they are) and the closing words. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { refuse } from '~/domain/problems';
import { BACKUP_CLOSING, type BackupClosing } from '~/domain/upkeep/backup-manifest';
import type { SealedFile, SealedWriter } from './sealed-file.server';

const OPENING = z.object({ kind: z.enum(['table', 'file']), name: z.string(), columns: z.array(z.string()).optional() });
type Opening = z.infer<typeof OPENING>;

const FRAME = { opening: 1, data: 2, closed: 3, closing: 4 } as const;
/** A frame holds at most this much, so that reading one needs no more memory. */
const LONGEST_FRAME = 16 * 1024 * 1024;

async function frame(to: SealedWriter, type: number, bytes: Uint8Array): Promise<void> {
  const head = Buffer.alloc(5);
  head.writeUInt8(type, 0);
  head.writeUInt32BE(bytes.byteLength, 1);
  await to.write(head);
  await to.write(bytes);
}

/** Writes one table or file; returns the SHA-256 of its content. Tables are compressed, photos are already. */
export async function writeEntry(to: SealedWriter, opening: Opening, content: AsyncIterable<Buffer>): Promise<string> {
  const sha256 = createHash('sha256');
  await frame(to, FRAME.opening, Buffer.from(JSON.stringify(opening)));
  const counted = hashed(content, sha256);
  const packed = opening.kind === 'table' ? through(counted, createGzip({ level: constants.Z_BEST_SPEED })) : counted;
  for await (const piece of packed) await frame(to, FRAME.data, piece);
  await frame(to, FRAME.closed, Buffer.alloc(0));
  return sha256.digest('hex');
}

export async function writeClosing(to: SealedWriter, closing: BackupClosing): Promise<void> {
  await frame(to, FRAME.closing, Buffer.from(JSON.stringify(closing)));
}

async function* hashed(content: AsyncIterable<Buffer>, sha256: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    sha256.update(piece);
    yield piece;
  }
}

/** Errors of the source come out at the end of the stream as well. Left early, it returns when the source has been left too. */
async function* through(content: AsyncIterable<Buffer>, stream: Transform): AsyncGenerator<Buffer> {
  const source = Readable.from(content, { objectMode: true, highWaterMark: 1 });
  source.on('error', (error) => stream.destroy(error));
  source.pipe(stream);
  try {
    yield* stream as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
    if (!source.closed) await once(source, 'close');
  }
}

/** A table or file as it is read. `content` must be read to its end before the next entry; then `sha256` is known. */
export type ReadEntry = Opening & { content: AsyncIterable<Buffer>; sha256(): string };

/** Hands every table and file to `each`, in order, and returns the closing words. */
export async function readEntries(file: SealedFile, each: (entry: ReadEntry) => Promise<void>): Promise<BackupClosing> {
  const bytes = new ByteReader(file.pieces());
  const damaged = () => refuse('backup.damaged', { file: file.path });
  const nextFrame = async (): Promise<{ type: number; content: Buffer }> => {
    const head = (await bytes.take(5)) ?? damaged();
    const length = head.readUInt32BE(1);
    if (length > LONGEST_FRAME) damaged();
    return { type: head.readUInt8(0), content: (await bytes.take(length)) ?? damaged() };
  };
  for (;;) {
    const { type, content } = await nextFrame();
    if (type === FRAME.closing) {
      if ((await bytes.take(1)) !== null) damaged();
      return BACKUP_CLOSING.parse(JSON.parse(content.toString()));
    }
    if (type !== FRAME.opening) damaged();
    const opening = OPENING.parse(JSON.parse(content.toString()));
    const packed = (async function* () {
      for (let next = await nextFrame(); next.type !== FRAME.closed; next = await nextFrame()) {
        if (next.type !== FRAME.data) damaged();
        yield next.content;
      }
    })();
    const sha256 = createHash('sha256');
    let digest = '';
    const plain = (async function* () {
      yield* hashed(opening.kind === 'table' ? through(packed, createGunzip()) : packed, sha256);
      digest = sha256.digest('hex');
    })();
    await each({ ...opening, content: plain, sha256: () => digest });
  }
}

class ByteReader {
  private waiting: Buffer = Buffer.alloc(0);

  constructor(private readonly pieces: AsyncGenerator<Buffer>) {}

  /** Exactly so many bytes; null when nothing is left. */
  async take(length: number): Promise<Buffer | null> {
    const parts = [this.waiting];
    let got = this.waiting.length;
    while (got < length) {
      const { value, done } = await this.pieces.next();
      if (done) return null;
      parts.push(value);
      got += value.length;
    }
    const all = parts.length === 1 ? this.waiting : Buffer.concat(parts, got);
    this.waiting = all.subarray(length);
    return all.subarray(0, length);
  }
}
