import { maskName } from './mask';

/**
 * 自由文字的脱敏: what people wrote, for a reader without personal data (docs/definitions.md#masking). Numbers of eleven digits and more are
 * hidden whole, whatever stands between their digits: ID numbers, telephones with their area code, accounts. Days stay. So are the names of
 * the household's own people; others the program does not know.
 */
export function maskFreeText(text: string, names: readonly (string | null | undefined)[]): string {
  const hidden = text.replace(DAYS_OR_NUMBERS, (found, day: string | undefined) => (day === undefined ? hideNumber(found) : found));
  return names.reduce<string>((masked, name) => (name ? hideName(masked, name.trim()) : masked), hidden);
}

const DIGIT = '[0-9\\uff10-\\uff19]';
/** A day, or digits with at most one blank, dash or dot between two of them, and perhaps the X of an ID number. */
const DAYS_OR_NUMBERS = new RegExp(
  `((?<!${DIGIT})(?:19|20)\\d\\d[-./年]\\d{1,2}[-./月]\\d{1,2}(?!${DIGIT}))|\\+?${DIGIT}(?:[ \\u3000.·\\-－–—]?${DIGIT}){6,}[xXＸｘ]?`,
  'g',
);
/** The shortest of them: a mobile telephone, a landline with its area code. Meters and amounts are shorter. */
const SHORTEST = 11;
const LANDLINE = /^0\d{9}$/;

function hideNumber(found: string): string {
  const digits = found.normalize('NFKC').replace(/\D/g, '');
  return digits.length >= SHORTEST || LANDLINE.test(digits) ? '*'.repeat(digits.length) : found;
}

/** Also with blanks between its characters. A name of one character would be a word. */
function hideName(text: string, name: string): string {
  const characters = [...name.replace(/\s/g, '')];
  if (characters.length < 2) return text;
  const pattern = characters.map((character) => character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('\\s*');
  return text.replace(new RegExp(pattern, 'gu'), maskName(characters.join('')));
}

/** The same of every text in a record of answers; what is chosen from a list is no free text, and no list holds such a number. */
export function maskTextsIn<Value>(value: Value, names: readonly (string | null | undefined)[]): Value {
  if (typeof value === 'string') return maskFreeText(value, names) as Value;
  if (Array.isArray(value)) return value.map((one) => maskTextsIn(one, names)) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskTextsIn(one, names)])) as Value;
}
