/**
 * 去掉照片里的附加信息: the same picture without what a camera writes beside it: place (GPS), camera, time, names, comments, small
 * previews, and what is appended behind the end (a film, other pictures). Kept is what the picture needs to look the same: its colours
 * and, in a JPEG, which side is up. Pixels are not touched. JPEG, PNG and WebP; null: the parts of the file do not fit together, so nobody
 * can say what it holds (docs/decisions/0017-photos-place-signature.md).
 */
export function photoWithoutMarks(bytes: Uint8Array, type: PhotoType): Uint8Array | null {
  const parts = { 'image/jpeg': jpegParts, 'image/png': pngParts, 'image/webp': webpParts }[type](bytes);
  return parts && joined(parts);
}

/** What a photo of the desk may be. */
export type PhotoType = 'image/jpeg' | 'image/png' | 'image/webp';

const text = (bytes: Uint8Array, from: number, length: number) => String.fromCharCode(...bytes.subarray(from, from + length));
const big = (bytes: Uint8Array, at: number, length: number): number =>
  bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0);
const little = (bytes: Uint8Array, at: number, length: number): number =>
  bytes.subarray(at, at + length).reduceRight((sum, byte) => sum * 256 + byte, 0);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const START_OF_SCAN = 0xda;
const END = 0xd9;

function jpegParts(bytes: Uint8Array): Uint8Array[] | null {
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === END) return [...parts, bytes.subarray(at, at + 2)];
    const length = big(bytes, at + 2, 2);
    let end = at + 2 + length;
    if (at + 4 > bytes.length || length < 2 || end > bytes.length) return null;
    if (marker === START_OF_SCAN) end = endOfScan(bytes, end);
    parts.push(...jpegPart(bytes.subarray(at, end), marker));
    at = end;
  }
  // A picture that was cut off shows what has come; one without any scan shows nothing.
  return parts.some((part) => part[1] === START_OF_SCAN) ? parts : null;
}

/** Where the packed pixels end: at the next marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length - 1; at += 1) {
    const next = bytes[at + 1]!;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

/** What is kept of a segment: colours (ICC, Adobe), the density without the preview, of Exif only which side is up. */
function jpegPart(segment: Uint8Array, marker: number): Uint8Array[] {
  const named = (name: string) => text(segment, 4, name.length) === name;
  if (marker === 0xe0) return named('JFIF\0') && segment.length >= 18 ? [withoutPreview(segment)] : [];
  if (marker === 0xe1) return named('Exif\0\0') ? uprightMark(segment.subarray(10)) : [];
  if (marker === 0xe2) return named('ICC_PROFILE\0') ? [segment] : [];
  if (marker === 0xee) return named('Adobe') ? [segment] : [];
  const isOther = (marker >= 0xe3 && marker <= 0xef) || marker === 0xfe;
  return isOther ? [] : [segment];
}

function withoutPreview(jfif: Uint8Array): Uint8Array {
  const head = Uint8Array.from(jfif.subarray(0, 18));
  head.set([0, 16], 2);
  head.set([0, 0], 16);
  return head;
}

/** Exif that says the orientation and nothing else; nothing where the picture lies as it is or the mark cannot be read. */
function uprightMark(tiff: Uint8Array): Uint8Array[] {
  const read = text(tiff, 0, 2) === 'II' ? little : big;
  const number = (at: number, length: number) => read(tiff, at, length);
  const directory = number(4, 4);
  const entries = number(directory, 2);
  for (let nth = 0; nth < entries; nth += 1) {
    const entry = directory + 2 + nth * 12;
    if (entry + 12 > tiff.length) return [];
    if (number(entry, 2) !== 0x0112) continue;
    const side = number(entry + 8, 2);
    if (side < 2 || side > 8) return [];
    return [
      new Uint8Array([
        ...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0],
        ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1],
        ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, side, 0, 0],
        ...[0, 0, 0, 0],
      ]),
    ];
  }
  return [];
}

/** What a PNG needs to be drawn, also a moving one. */
const PNG_KEPT = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'sBIT', 'bKGD', 'acTL', 'fcTL', 'fdAT'];

function pngParts(bytes: Uint8Array): Uint8Array[] | null {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const end = at + 12 + big(bytes, at, 4);
    const name = text(bytes, at + 4, 4);
    if (end > bytes.length) return null;
    if (PNG_KEPT.includes(name)) parts.push(bytes.subarray(at, end));
    if (name === 'IEND') return parts;
    at = end;
  }
  return null;
}

const WEBP_KEPT = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'];
/** In VP8X: there is Exif (8), there is XMP (4). */
const WEBP_MARKS = 0b1100;

function webpParts(bytes: Uint8Array): Uint8Array[] | null {
  const whole = 8 + little(bytes, 4, 4);
  const parts: Uint8Array[] = [];
  for (let at = 12; at < whole; ) {
    const size = little(bytes, at + 4, 4);
    const end = at + 8 + size + (size % 2);
    if (at + 8 > bytes.length || end > bytes.length || end > whole) return null;
    const name = text(bytes, at, 4);
    const part = Uint8Array.from(bytes.subarray(at, end));
    if (name === 'VP8X') part[8]! &= ~WEBP_MARKS;
    if (WEBP_KEPT.includes(name)) parts.push(part);
    at = end;
  }
  if (parts.length === 0) return null;
  const head = Uint8Array.from(bytes.subarray(0, 12));
  const left = 4 + parts.reduce((sum, { length }) => sum + length, 0);
  head.set([left & 255, (left >> 8) & 255, (left >> 16) & 255, left >>> 24], 4);
  return [head, ...parts];
}
