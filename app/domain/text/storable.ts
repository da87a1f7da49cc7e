import { brokenCharacterAt, cleanText } from './clean-text';

/**
 * 存不进去的字符: whether a JSON text carries what PostgreSQL's jsonb refuses: NUL, or half of a character. JSON writes both as escapes, so the
 * text itself can be kept and hashed, and yet nobody can ever read it back as JSON in the database.
 */
export function holdsUnstorable(json: string): boolean {
  if (!QUICK.test(json)) return false;
  for (const [, code] of json.matchAll(ESCAPES)) if (code !== undefined && (code === '0000' || HALF.test(code))) return true;
  return false;
}

const QUICK = /\\u(?:0000|d[89a-f])/i;
/** Every escape of a JSON text, so that the backslash of `\\u0000` is not taken for the beginning of one. */
const ESCAPES = /\\(?:u([0-9a-f]{4})|.)/gi;
const HALF = /^d[89a-f]/i;

/** Whether a text can be kept: it holds no NUL and no half of a character. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && brokenCharacterAt(text) === null;
}

/** The first so many characters, never half of one. */
export function firstCharacters(text: string, longest: number): string {
  const cut = text.slice(0, longest);
  return /[\ud800-\udbff]$/.test(cut) && cut.length < text.length ? cut.slice(0, -1) : cut;
}

/** A name that a program gave to something, as it may be repeated and kept: clean, whole characters, at most so many. */
export function storableName(text: string, longest: number): string {
  return firstCharacters(cleanText(text).replace(HALVES, '\ufffd'), longest);
}

const HALVES = /\p{Cs}/gu;
