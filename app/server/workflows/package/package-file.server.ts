/** A package as a file, verified whole, byte for byte, before anything of it is believed (docs/package.md#refused). */
import { createHash } from 'node:crypto';
import { open as openFile } from 'node:fs/promises';
import yauzl from 'yauzl';
import { MANIFEST, type Manifest, manifestSchema, PACKAGE_FORMAT, type PackedFile, SIGNATURE } from '~/domain/package/manifest';
import { Refusal, refuse } from '~/domain/problems';
import { fingerprintOf, isSignedBy } from './instance-key.server';

const MOST_MANIFEST = 4 * 1024 * 1024;
const MOST_SIGNATURE = 1024;
const MOST_FILES = 100;

export class PackageFile {
  private constructor(
    private readonly zip: yauzl.ZipFile,
    private readonly entries: ReadonlyMap<string, yauzl.Entry>,
    readonly manifest: Manifest,
    readonly manifestSha256: string,
  ) {}

  /** Opens a package and verifies its signature and the list of its files; their contents are verified by `verifyFiles`. */
  static async open(path: string): Promise<PackageFile> {
    const zip = await opened(path);
    try {
      const entries = await directoryOf(zip);
      const bytes = await whole(zip, entries, MANIFEST, MOST_MANIFEST);
      const signature = Buffer.from((await whole(zip, entries, SIGNATURE, MOST_SIGNATURE)).toString('utf8').trim(), 'base64');
      const manifest = manifestOf(bytes);
      if (manifest.sender.fingerprint !== fingerprintOf(manifest.sender.publicKey)) refuse('package.signature-wrong');
      if (!isSignedBy(manifest.sender.publicKey, bytes, signature)) refuse('package.signature-wrong');
      const named = new Set([MANIFEST, SIGNATURE, ...manifest.files.map(({ name }) => name)]);
      for (const name of named) if (!entries.has(name)) refuse('package.file-missing', { file: name });
      for (const name of entries.keys()) if (!named.has(name)) refuse('package.file-extra', { file: name });
      return new PackageFile(zip, entries, manifest, createHash('sha256').update(bytes).digest('hex'));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  /** Reads every file once and compares its size and SHA-256 with the manifest. */
  async verifyFiles(reached: (done: number) => Promise<void> | void = () => undefined): Promise<void> {
    let done = 0;
    for (const file of this.manifest.files) {
      for await (const piece of this.read(file.name)) {
        done += piece.length;
        await reached(done);
      }
    }
  }

  has(name: string): boolean {
    return this.manifest.files.some((file) => file.name === name);
  }

  /** The bytes of a file. It is refused at its end when they are not those that were signed. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const file = this.manifest.files.find((one) => one.name === name);
    if (!file) return refuse('package.file-missing', { file: name });
    const sha256 = createHash('sha256');
    let bytes = 0;
    try {
      const stream = await this.zip.openReadStreamPromise(this.entries.get(name)!);
      for await (const piece of stream as AsyncIterable<Buffer>) {
        bytes += piece.length;
        if (bytes > file.bytes) refuse('package.file-changed', { file: name });
        sha256.update(piece);
        yield piece;
      }
    } catch (error) {
      throw asRefusal(error, name);
    }
    this.refuseOther(file, bytes, sha256.digest('hex'));
  }

  close(): void {
    this.zip.close();
  }

  private refuseOther(file: PackedFile, bytes: number, sha256: string): void {
    if (bytes !== file.bytes || sha256 !== file.sha256) refuse('package.file-changed', { file: file.name });
  }
}

/** zlib and yauzl throw plain errors, which all say that the bytes are not those that were packed. Errors of the disk stay as they are. */
function asRefusal(error: unknown, file: string): unknown {
  if (error instanceof Refusal || (error instanceof Error && 'syscall' in error)) return error;
  return new Refusal({ code: 'package.file-changed', details: { file } }, { cause: error });
}

async function opened(path: string): Promise<yauzl.ZipFile> {
  const head = Buffer.alloc(4);
  const file = await openFile(path, 'r').catch((error: NodeJS.ErrnoException) =>
    refuse('package.not-readable', { file: path, reason: error.code ?? '' }),
  );
  try {
    await file.read(head, 0, 4, 0);
  } catch (error) {
    refuse('package.not-readable', { file: path, reason: (error as NodeJS.ErrnoException).code ?? '' });
  } finally {
    await file.close();
  }
  if (!head.equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))) refuse('package.not-a-package');
  try {
    return await yauzl.openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    return refuse('package.cut-off');
  }
}

async function directoryOf(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > MOST_FILES) refuse('package.not-a-package');
  const entries = new Map<string, yauzl.Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      // Readers differ about which of two files of one name counts.
      if (entries.has(entry.fileName)) refuse('package.file-extra', { file: entry.fileName });
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    if (error instanceof Refusal || (error instanceof Error && 'syscall' in error)) throw error;
    refuse('package.cut-off');
  }
  return entries;
}

async function whole(zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>, name: string, most: number): Promise<Buffer> {
  const entry = entries.get(name);
  if (!entry) return entries.has(MANIFEST) ? refuse('package.file-missing', { file: name }) : refuse('package.not-a-package');
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > most) refuse('package.not-a-package');
      pieces.push(piece);
    }
  } catch (error) {
    throw asRefusal(error, name);
  }
  return Buffer.concat(pieces);
}

/** The format stands first: a package of another version is named as that, not as damaged. */
function manifestOf(bytes: Buffer): Manifest {
  let said: unknown;
  try {
    said = JSON.parse(bytes.toString('utf8'));
  } catch {
    return refuse('package.file-changed', { file: MANIFEST });
  }
  const format = (said as { format?: unknown } | null)?.format;
  if (format !== PACKAGE_FORMAT) refuse('package.other-format', { format: String(format).slice(0, 60), ours: PACKAGE_FORMAT });
  const manifest = manifestSchema.safeParse(said);
  return manifest.success ? manifest.data : refuse('package.file-changed', { file: MANIFEST });
}
