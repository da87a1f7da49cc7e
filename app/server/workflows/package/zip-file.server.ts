/**
 * The zip of a package, written file by file in bounded memory. The order, the names and the times are those that are given, so equal
 * contents make equal bytes. Sizes and sums follow each file (data descriptors), as readers of zip files expect since PKZIP 2.04.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { constants, createDeflateRaw } from 'node:zlib';
import type { PackedFile } from '~/domain/package/manifest';

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const DIRECTORY = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const DEFLATED = 8;
/** Sizes follow the file, and its name is UTF-8. */
const FLAGS = 0x0808;
/** 1980-01-01, the first day a zip knows: the manifest says when a package was made. */
const DAY = 0x21;
const MOST = 0xffff_ffff;

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crcOf(previous: number, bytes: Uint8Array): number {
  let crc = previous;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  return crc;
}

type Entry = { name: Buffer; crc: number; packed: number; bytes: number; at: number };

export class ZipFile {
  private readonly entries: Entry[] = [];
  private at = 0;
  private constructor(private readonly file: FileHandle) {}

  static async create(path: string): Promise<ZipFile> {
    return new ZipFile(await open(path, 'w', 0o600));
  }

  /** Adds a file and says how large it is and what its SHA-256 is. */
  async add(name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<PackedFile> {
    const entry: Entry = { name: Buffer.from(name), crc: 0, packed: 0, bytes: 0, at: this.at };
    await this.write(header(LOCAL, [VERSION, FLAGS, DEFLATED, 0, DAY], [0, 0, 0], [entry.name.length, 0]));
    await this.write(entry.name);
    const sha256 = createHash('sha256');
    let crc = MOST;
    const deflated = createDeflateRaw({ level: constants.Z_DEFAULT_COMPRESSION });
    const written = (async () => {
      for await (const piece of deflated as AsyncIterable<Buffer>) {
        entry.packed += piece.length;
        await this.write(piece);
      }
    })();
    written.catch(() => undefined);
    try {
      for await (const piece of pieces) {
        crc = crcOf(crc, piece);
        sha256.update(piece);
        entry.bytes += piece.length;
        if (!deflated.write(piece)) await Promise.race([new Promise((resolve) => deflated.once('drain', resolve)), written]);
      }
      deflated.end();
      await written;
    } catch (error) {
      deflated.destroy();
      throw error;
    }
    entry.crc = (crc ^ MOST) >>> 0;
    await this.write(header(DESCRIPTOR, [], [entry.crc, entry.packed, entry.bytes], []));
    this.entries.push(entry);
    return { name, bytes: entry.bytes, sha256: sha256.digest('hex') };
  }

  /** Writes the directory and closes the file, which is on the disk then. */
  async end(): Promise<void> {
    const begin = this.at;
    for (const { name, crc, packed, bytes, at } of this.entries) {
      await this.write(
        header(DIRECTORY, [VERSION, VERSION, FLAGS, DEFLATED, 0, DAY], [crc, packed, bytes], [name.length, 0, 0, 0, 0], [0, at]),
      );
      await this.write(name);
    }
    await this.write(header(END, [0, 0, this.entries.length, this.entries.length], [this.at - begin, begin], [0]));
    await this.file.sync();
    await this.file.close();
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
  }

  private async write(bytes: Uint8Array): Promise<void> {
    if (this.at + bytes.length > MOST) throw Object.assign(new Error('a zip holds 4 GB'), { code: 'EFBIG' });
    await this.file.write(bytes);
    this.at += bytes.length;
  }
}

/** A signature, then numbers of two and of four bytes, in turn. */
function header(signature: number, ...groups: readonly (readonly number[])[]): Buffer {
  const parts = [four(signature)];
  for (const [index, group] of groups.entries()) for (const value of group) parts.push(index % 2 === 0 ? two(value) : four(value));
  return Buffer.concat(parts);
}

function two(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function four(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
