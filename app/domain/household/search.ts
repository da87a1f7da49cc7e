import { comparableName, foldWidth } from '../text/clean-text';
import { numberOfLabel } from './label-code';

/** What a household list is searched by. */
export type SearchableHousehold = {
  number: string;
  head: string;
  /** Pinyin initials of the head, lower case: 张三 → zs */
  initials: string;
  /** The head in pinyin, lower case, a blank between syllables: 张三 → zhang san; absent where an older server knew none. */
  pinyin?: string | null;
  address: string | null;
  /** 138****1234: only its last four digits are searched */
  phoneMasked: string | null;
};

/** One word of a search, in the forms in which it may be found. */
export type SearchTerm = {
  /** Part of the number or the address. */
  text: string;
  /** Part of the head's name. */
  name: string;
  /** The beginning of the initials, or of a syllable of the name; null: no letters. */
  letters: string | null;
  /** The letters from the beginning of a syllable on, whatever syllables they reach into: xiaoy in XIAO YUN. */
  sound: RegExp | null;
  /** 2-6 is 2排6号: the numbers of a door one after another, between bars. */
  door: string | null;
  /** The last four digits of a phone. */
  tail: string | null;
};

/**
 * 找一户: a cadre types what comes to mind first: the head's name, its pinyin or the initials, the door, the household's number or the
 * last four digits of the phone. Every word must be found somewhere; case, width, and blanks within a name do not matter. Short
 * numbers one after another are one door: “2 6” as “2-6”. The text of a household's label is its number.
 */
export function searchTerms(query: string): SearchTerm[] {
  const words: string[] = [];
  for (const word of foldWidth(query)
    .toLowerCase()
    .replace(/[‐-―−]/g, '-')
    .split(/\s+/)
    .filter(Boolean)
    .map(numberOfLabel)) {
    const before = words[words.length - 1];
    if (before !== undefined && DOOR_PART.test(word) && DOOR_PART.test(before)) words[words.length - 1] = `${before}-${word}`;
    else words.push(word);
  }
  return words.map((word) => ({
    text: word,
    name: comparableName(word),
    ...(/^(?=.*[a-z])[a-z0-9]+$/.test(word)
      ? { letters: word, sound: new RegExp(` ${[...word.toUpperCase()].join(' ?')}`) }
      : { letters: null, sound: null }),
    door: /^\d+([-/.、]\d+)+$/.test(word) ? doorOf(word) : null,
    tail: /^\d{4}$/.test(word) ? word : null,
  }));
}

const DOOR_PART = /^\d{1,3}(-\d{1,3})*$/;

/** The numbers in a door, between bars: 2排06号 → |2|6| */
function doorOf(text: string): string {
  return `|${(text.match(/\d+/g) ?? []).map(Number).join('|')}|`;
}

/**
 * What a household is found by, worked out once where one searches many times: a line each for number, address, name and door in small
 * letters, for sounds and phone in capitals, so that a word is not found where it does not belong.
 */
export function searchKeyOf({ number, head, initials, pinyin, address, phoneMasked }: SearchableHousehold): string {
  const door = foldWidth(address ?? '').toLowerCase();
  const sounds = `^${initials} ${pinyin ?? ''}`.toUpperCase();
  return [number.toLowerCase(), door, comparableName(head), doorOf(door), sounds, `#${inCapitals((phoneMasked ?? '').slice(-4))}`].join(
    '\n',
  );
}

export function isFoundBy(key: string, terms: readonly SearchTerm[]): boolean {
  return terms.every(
    ({ text, name, letters, sound, door, tail }) =>
      key.includes(text) ||
      key.includes(name) ||
      (door !== null && key.includes(door)) ||
      (sound !== null && (key.includes(`^${letters!.toUpperCase()}`) || sound.test(key))) ||
      (tail !== null && key.endsWith(`#${inCapitals(tail)}`)),
  );
}

function inCapitals(digits: string): string {
  return digits.replace(/\d/g, (digit) => 'ABCDEFGHIJ'[Number(digit)]!);
}
