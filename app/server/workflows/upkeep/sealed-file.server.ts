/**
 * The sealed file of a backup: a header in clear, then pieces of one mebibyte under AES-256-GCM, then a mark that it is whole.
 *
 * Each piece is bound to its number, to whether it is the last, and to the header, so that pieces cannot be exchanged, left out,
 * repeated or joined with those of another backup. The key is derived from DATA_KEY and a salt for this one file, so numbers never
 * repeat under one key. Writing and reading need the memory of a few pieces, however large the file.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { refuse } from '~/domain/problems';
import { BACKUP_FORMAT, BACKUP_HEADER, type BackupHeader } from '~/domain/upkeep/backup-manifest';
import type { DataKey } from '~/server/personal/data-keys.server';

const MAGIC = Buffer.from('QINGNUAN BACKUP\n');
const END = Buffer.from('QINGNUAN ENDED.\n');
const PIECE = 1024 * 1024;
const TAG = 16;
/** The mark, the length of the header and its SHA-256. */
const BEFORE_HEADER = MAGIC.length + 4 + 32;
const LONGEST_HEADER = 1024 * 1024;

function keyOf({ key }: DataKey, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'qingnuan backup', 32));
}

const checkOf = (key: Buffer): string => createHmac('sha256', key).update('backup').digest('base64url').slice(0, 22);

/** Twelve bytes: whether it is the last piece, and its number. */
function nonceOf(piece: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt8(last ? 1 : 0, 0);
  nonce.writeBigUInt64BE(BigInt(piece), 4);
  return nonce;
}

export type Unsealed = Omit<BackupHeader, 'format' | 'key' | 'check' | 'salt'>;

export class SealedWriter {
  private readonly waiting: Buffer[] = [];
  private length = 0;
  private piece = 0;
  bytes = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly key: Buffer,
    private readonly header: Buffer,
  ) {}

  static async begin(file: FileHandle, dataKey: DataKey, about: Unsealed): Promise<SealedWriter> {
    const salt = randomBytes(32);
    const key = keyOf(dataKey, salt);
    const header = { ...about, format: BACKUP_FORMAT, key: dataKey.id, check: checkOf(key), salt: salt.toString('base64url') };
    const text = Buffer.from(JSON.stringify(header satisfies BackupHeader));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    const hash = createHash('sha256').update(text).digest();
    const writer = new SealedWriter(file, key, hash);
    await writer.put(Buffer.concat([MAGIC, length, hash, text]));
    return writer;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.waiting.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.length += bytes.byteLength;
    // The last piece is sealed differently, so one is kept back until more is known to follow.
    if (this.length <= PIECE) return;
    let all = Buffer.concat(this.waiting.splice(0));
    for (; all.length > PIECE; all = all.subarray(PIECE)) await this.seal(all.subarray(0, PIECE), false);
    this.waiting.push(Buffer.from(all));
    this.length = all.length;
  }

  async end(): Promise<void> {
    await this.seal(Buffer.concat(this.waiting.splice(0)), true);
    await this.put(END);
  }

  private async seal(plain: Buffer, last: boolean): Promise<void> {
    const cipher = createCipheriv('aes-256-gcm', this.key, nonceOf(this.piece, last)).setAAD(this.header);
    this.piece += 1;
    await this.put(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  }

  private async put(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; ) from += (await this.file.write(bytes, from)).bytesWritten;
    this.bytes += bytes.length;
  }
}

export class SealedFile {
  private constructor(
    private readonly file: FileHandle,
    readonly path: string,
    readonly header: BackupHeader,
    private readonly headerHash: Buffer,
    private readonly key: Buffer,
    private readonly from: number,
    private readonly to: number,
    private readonly signal?: AbortSignal,
  ) {}

  /** Refuses what is no backup, was made with another key or by a newer format, and a file that ends too early. */
  static async open(path: string, ring: readonly DataKey[], signal?: AbortSignal): Promise<SealedFile> {
    const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) =>
      refuse('backup.not-readable', { file: path, reason: String(error.code) }),
    );
    try {
      const { size } = await file.stat();
      const begin = await bytesAt(file, 0, BEFORE_HEADER).catch(() => refuse('backup.not-a-backup', { file: path }));
      if (!begin.subarray(0, MAGIC.length).equals(MAGIC)) refuse('backup.not-a-backup', { file: path });
      const length = begin.readUInt32BE(MAGIC.length);
      const from = BEFORE_HEADER + length;
      if (length > LONGEST_HEADER) refuse('backup.damaged', { file: path });
      if (size < from + TAG + END.length) refuse('backup.cut-off', { file: path });
      const text = await bytesAt(file, BEFORE_HEADER, length);
      // An accident is told from a key or version that does not fit by this hash; a forger is stopped by the seal, which binds it.
      const hash = createHash('sha256').update(text).digest();
      if (!begin.subarray(-32).equals(hash)) refuse('backup.damaged', { file: path });
      const header = headerOf(text) ?? refuse('backup.damaged', { file: path });
      if (header.format > BACKUP_FORMAT) refuse('backup.newer', { file: path, what: `${header.format}` });
      const ours = ring.find(({ id }) => id === header.key);
      if (!ours) return refuse('backup.other-key', { file: path, id: header.key });
      const key = keyOf(ours, Buffer.from(header.salt, 'base64url'));
      if (checkOf(key) !== header.check) refuse('backup.other-key', { file: path, id: header.key });
      if (!(await bytesAt(file, size - END.length, END.length)).equals(END)) refuse('backup.cut-off', { file: path });
      return new SealedFile(file, path, header, hash, key, from, size - END.length, signal);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The bytes of the sealed part. */
  get bytes(): number {
    return this.to - this.from;
  }

  /** What was sealed, piece by piece; each is proved before it is given out. Refuses at the first that was changed. */
  async *pieces(): AsyncGenerator<Buffer> {
    const pieces = Math.max(1, Math.ceil(this.bytes / (PIECE + TAG)));
    for (let piece = 0, at = this.from; piece < pieces; piece += 1) {
      this.signal?.throwIfAborted();
      const sealed = await bytesAt(this.file, at, Math.min(PIECE + TAG, this.to - at));
      at += sealed.length;
      if (sealed.length < TAG) refuse('backup.damaged', { file: this.path });
      const nonce = nonceOf(piece, piece === pieces - 1);
      const decipher = createDecipheriv('aes-256-gcm', this.key, nonce).setAAD(this.headerHash).setAuthTag(sealed.subarray(-TAG));
      const plain = decipher.update(sealed.subarray(0, -TAG));
      try {
        decipher.final();
      } catch {
        refuse('backup.damaged', { file: this.path });
      }
      yield plain;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let got = 0; got < length; ) {
    const { bytesRead } = await file.read(bytes, got, length - got, at + got);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read');
    got += bytesRead;
  }
  return bytes;
}

function headerOf(text: Buffer): BackupHeader | undefined {
  try {
    return BACKUP_HEADER.parse(JSON.parse(text.toString()));
  } catch {
    return undefined;
  }
}
