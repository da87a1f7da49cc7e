/**
 * The zip of a package, written file by file in bounded memory. The order, the names and the times are those that are given, so equal
 * contents make equal bytes.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import type { PackedFile } from '~/domain/package/manifest';

/** The first day a zip knows: the manifest says when a package was made. */
const FILED = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

export class ZipFile {
  private readonly zip = new yazl.ZipFile();
  private readonly written: Promise<void>;

  constructor(path: string) {
    // What goes wrong in a file is told by `add`, what goes wrong on the disk by `add` and `end`.
    this.zip.on('error', () => undefined);
    this.written = pipeline(this.zip.outputStream, createWriteStream(path, { mode: 0o600, flush: true }));
    this.written.catch(() => undefined);
  }

  /** Adds a file and says how large it is and what its SHA-256 is. */
  async add(name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<PackedFile> {
    const sha256 = createHash('sha256');
    let bytes = 0;
    const read = new Promise<void>((resolve, reject) => {
      const counted = async function* () {
        try {
          for await (const piece of pieces) {
            sha256.update(piece);
            bytes += piece.length;
            yield piece;
          }
          resolve();
        } catch (error) {
          reject(error);
          throw error;
        }
      };
      this.zip.addReadStream(Readable.from(counted()), name, FILED);
    });
    await Promise.race([read, this.written]);
    return { name, bytes, sha256: sha256.digest('hex') };
  }

  /** Writes the directory and closes the file, which is on the disk then. */
  async end(): Promise<void> {
    this.zip.end();
    await this.written;
  }

  /** Gives the file up after an error. */
  async discard(): Promise<void> {
    (this.zip.outputStream as Readable).destroy();
    await this.written.catch(() => undefined);
  }
}
