import type { Language } from '../access/language';

/**
 * 增量从哪里接着取: the point from which a phone continues in a village. It holds the season, the position in the village's history and
 * a mark of the hash there, which tells a position of another register (restored from elsewhere) from ours. It begins with the
 * version of what a package says of a household, and ends with the language in which the subsidies were explained: a phone with an
 * older version, or of another language, takes everything anew, once. The phone treats it as an opaque text.
 */
export type PackageCursor = { season: string; seq: number; hash: string; language: Language };

const HOLDS = 'v2';
const MARK_LENGTH = 12;

export function cursorText({ season, seq, hash, language }: PackageCursor): string {
  return `${HOLDS}.${season}.${seq}.${markOfHash(hash)}${language === 'en' ? '.en' : ''}`;
}

/**
 * What a cursor holds of a hash: the beginning of one in hex, the end of a keyed one ('k1.…'), which begins with the name of
 * its key. Empty for a chain without entries.
 */
export function markOfHash(hash: string): string {
  return hash.includes('.') ? hash.slice(-MARK_LENGTH) : hash.slice(0, MARK_LENGTH);
}

export function cursorIn(text: string | null): PackageCursor | null {
  const found = /^v2\.(\d{4}-\d{4})\.(\d{1,9})\.([\w-]{0,12})(\.en)?$/.exec(text ?? '');
  return found && { season: found[1]!, seq: Number(found[2]), hash: found[3]!, language: found[4] ? 'en' : 'zh-CN' };
}

/**
 * The next page of an answer: the cursor the answer will end with, where the delta began (null: everything), and the last
 * household given.
 */
export type PackagePosition = { cursor: PackageCursor; from: number | null; after: string };

export function positionText({ cursor, from, after }: PackagePosition): string {
  return `${cursorText(cursor)}~${from ?? ''}~${after}`;
}

export function positionIn(text: string | null): PackagePosition | null {
  const found = /^([^~]+)~(\d{0,9})~(.{0,64})$/.exec(text ?? '');
  const cursor = found && cursorIn(found[1]!);
  return cursor && { cursor, from: found![2] === '' ? null : Number(found![2]), after: found![3]! };
}
