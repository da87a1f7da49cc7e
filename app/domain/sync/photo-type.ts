import type { PHOTO_TYPES } from './protocol';

/** What the first bytes say a file is, whatever its name says; null: no photo. */
export function photoTypeOf(bytes: Uint8Array): (typeof PHOTO_TYPES)[number] | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes.length > 20 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (bytes.length > 20 && bytes[0] === 0x89 && text(1, 8) === 'PNG\r\n\x1a\n') return 'image/png';
  return null;
}
