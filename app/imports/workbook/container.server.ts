/**
 * The zip container of a workbook. It is opened by its path and checked before anything is unpacked. Each part is read
 * separately and its bytes are counted while unpacking. Nothing is written to disk.
 */
import { type FileHandle, open as openFile } from 'node:fs/promises';
import yauzl from 'yauzl';
import { Refusal, refuse } from '~/domain/problems';
import { LIMITS } from './limits';

const MEGABYTE = 1024 * 1024;

export class Container {
  private readonly unpacked = new Map<string, number>();
  /** A part that is read again is no larger for it. */
  private readonly largest = new Map<string, number>();
  private readonly begun = performance.now();
  private constructor(
    private readonly zip: yauzl.ZipFile,
    private readonly parts: ReadonlyMap<string, yauzl.Entry>,
  ) {}

  static async open(path: string): Promise<Container> {
    await refuseOtherFormats(path);
    const zip = await opened(path);
    try {
      return new Container(zip, await directoryOf(zip));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.parts.has(name.toLowerCase());
  }

  /** How much of a part the current (or last) reading has unpacked, from 0 to 1, according to the directory. */
  shareRead(name: string): number {
    const size = this.parts.get(name.toLowerCase())?.uncompressedSize ?? 0;
    return size === 0 ? 1 : Math.min(1, (this.unpacked.get(name) ?? 0) / size);
  }

  /** The bytes of a part, unpacked. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.parts.get(name.toLowerCase());
    if (!entry) return refuse('workbook.damaged', { part: name });
    let bytes = 0;
    try {
      const stream = await this.zip.openReadStreamPromise(entry);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        this.unpacked.set(name, bytes);
        this.largest.set(name, Math.max(bytes, this.largest.get(name) ?? 0));
        refuseTooMuch(bytes, entry.compressedSize, this.inflated());
        if (performance.now() - this.begun > LIMITS.readingMs) refuse('workbook.takes-too-long', { minutes: LIMITS.readingMs / 60_000 });
        yield chunk;
      }
    } catch (error) {
      throw asRefusal(error, 'workbook.damaged', name);
    }
  }

  close(): void {
    this.zip.close();
  }

  private inflated(): number {
    let all = 0;
    for (const bytes of this.largest.values()) all += bytes;
    return all;
  }
}

function refuseTooMuch(bytes: number, packed: number, all: number): void {
  const ratioExceeded = bytes > LIMITS.ratioFree && bytes > packed * LIMITS.ratio;
  if (ratioExceeded || bytes > LIMITS.partBytes || all > LIMITS.allBytes) {
    refuse('workbook.expands-too-much', { megabytes: Math.floor(bytes / MEGABYTE) });
  }
}

/** zlib and yauzl throw plain errors, which all tell the person that the file is not whole. Errors of the disk stay as they are. */
function asRefusal(error: unknown, code: 'workbook.damaged' | 'workbook.truncated', part: string): unknown {
  if (error instanceof Refusal || (error instanceof Error && 'syscall' in error)) return error;
  return new Refusal({ code, details: { part } });
}

async function opened(path: string): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (error) {
    throw asRefusal(error, 'workbook.truncated', '');
  }
}

async function directoryOf(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > LIMITS.parts) refuse('workbook.too-many-parts', { parts: zip.entryCount, limit: LIMITS.parts });
  const parts = new Map<string, yauzl.Entry>();
  let all = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (entry.isEncrypted()) refuse('workbook.encrypted');
      if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) refuse('workbook.damaged', { part: entry.fileName });
      const name = entry.fileName.toLowerCase();
      // Refuses two parts of one name, because readers differ about which one counts.
      if (parts.has(name)) refuse('workbook.damaged', { part: entry.fileName });
      parts.set(name, entry);
      all += entry.uncompressedSize;
      refuseTooMuch(entry.uncompressedSize, entry.compressedSize, all);
    }
  } catch (error) {
    throw asRefusal(error, 'workbook.damaged', '');
  }
  return parts;
}

/** Looks at the first bytes, so that a file wrongly named .xlsx is reported as what it is. */
async function refuseOtherFormats(path: string): Promise<void> {
  const file = await openFile(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) refuse('workbook.empty-file');
    if (size > LIMITS.fileBytes) {
      refuse('workbook.too-large', { megabytes: Math.ceil(size / MEGABYTE), limit: LIMITS.fileBytes / MEGABYTE });
    }
    const head = Buffer.alloc(Math.min(size, 512));
    await file.read(head, 0, head.length, 0);
    if (head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))) return;
    if (head.subarray(0, 8).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))) {
      // Excel stores an encrypted workbook in the same outer format as the old .xls.
      if (await contains(file, Buffer.from('EncryptedPackage', 'utf16le'), size)) refuse('workbook.encrypted');
      refuse('workbook.other-format', { format: '.xls' });
    }
    if (head.subarray(0, 5).toString('latin1') === '%PDF-') refuse('workbook.other-format', { format: '.pdf' });
    const start = head
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimStart()
      .toLowerCase();
    if (start.startsWith('<!doctype html') || start.startsWith('<html') || start.startsWith('<table')) {
      refuse('workbook.other-format', { format: '.html' });
    }
    if (start.startsWith('<?xml')) refuse('workbook.other-format', { format: '.xml' });
    // Text has no zero bytes; any other file has some within a few hundred bytes.
    if (!head.includes(0)) refuse('workbook.other-format', { format: '.csv / .txt' });
    refuse('workbook.not-a-workbook');
  } finally {
    await file.close();
  }
}

/** Whether the bytes occur in the first or last megabytes of the file, where the directory of an OLE file lies. */
async function contains(file: FileHandle, wanted: Buffer, size: number): Promise<boolean> {
  const span = 4 * MEGABYTE;
  for (const start of new Set([0, Math.max(0, size - span)])) {
    const buffer = Buffer.alloc(Math.min(span, size - start));
    await file.read(buffer, 0, buffer.length, start);
    if (buffer.includes(wanted)) return true;
  }
  return false;
}
