import { type SearchTerm, searchTerms } from '~/domain/household/search';
import { comparableNameOf } from './comparable-name.server';

const PLAIN_HAN = `'^[\\u4e00-\\u9fff]*$'`;

/** As the index household_search_idx has it. */
const KEYS = 'household_keys(h.number, h.head, h.address, h.phone_masked, h.head_initials, h.head_pinyin)';

/**
 * `isFoundBy` of app/domain/household/search as a condition on table household under h; true for nothing typed. The values it needs
 * are put behind those that are there. The keys that a word must have come from the index; among the households that have them, what
 * is written in the usual characters is compared as it stands, for speed.
 *
 * `within`: the code of the division in which it is looked for. Its digits are in the number of every household there: the index finds
 * nothing by them, and to work the keys out for each takes longer than to compare.
 */
export function foundBy(query: string, values: unknown[], within = ''): string {
  const conditions = searchTerms(query).map((term) => {
    const { text, name, letters, door, tail } = term;
    const part = (value: string) => `'%' || $${values.push(value.replace(/[\\%_]/g, '\\$&'))}::text || '%'`;
    const here = part(text);
    const ways = [
      `h.number ILIKE ${here}`,
      `h.head LIKE ${part(name)}`,
      `(h.head !~ ${PLAIN_HAN} AND (${comparableNameOf('h.head')} LIKE ${part(name)} OR ${comparableNameOf('h.head')} LIKE ${here}))`,
      `normalize(coalesce(h.address, ''), NFKC) ILIKE ${here}`,
    ];
    if (letters !== null) {
      ways.push(`h.head_initials ILIKE $${values.push(`${letters}%`)}`);
      ways.push(`' ' || h.head_pinyin ~ $${values.push(` ${[...letters].join(' ?')}`)}`);
    }
    if (door !== null) ways.push(`${DOOR} LIKE ${part(door)}`);
    if (tail !== null) ways.push(`right(h.phone_masked, 4) = $${values.push(tail)}`);
    const keyed = within.includes(text) ? undefined : keysOf(term)?.map((keys) => `${KEYS} @> $${values.push(keys)}::text[]`);
    return `${keyed ? `(${keyed.join(' OR ')}) AND ` : ''}(${ways.join(' OR ')})`;
  });
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The numbers of a door between bars, without the noughts in front. */
const DOOR = `'|' || array_to_string(ARRAY(
  SELECT m[1]::numeric FROM regexp_matches(normalize(h.address, NFKC), '([0-9]+)', 'g') m), '|') || '|'`;

/** Characters that have one form, whatever their width and case, so that SQL and the rule agree on them. */
const ONE_FORM = /^[\x20-\x7e\u4e00-\u9fff·]*$/;

/**
 * Which keys of the index a household has when it is found by a word: one list for each way, all keys of one of them. Null when a way has
 * no keys (one or two digits, rare characters): then every household is compared.
 */
function keysOf({ text, name, letters, door, tail }: SearchTerm): string[][] | null {
  const ways = [partKeys(text), ...(name === text ? [] : [partKeys(name)])];
  if (letters !== null) ways.push(letters.length < 2 ? [] : [`^${letters.slice(0, 3)}`]);
  if (door !== null) ways.push((door.match(/\d+/g) ?? []).map((number) => `|${number}`));
  if (tail !== null) ways.push([`*${tail}`]);
  return ways.some((keys) => keys.length === 0) ? null : ways;
}

/** Of a long text the last keys are enough: a number begins with its division, whose digits every household of it has. */
const KEYS_OF_PART = 6;

/** Of a text that is part of a number, a name or an address. */
function partKeys(text: string): string[] {
  if (!ONE_FORM.test(text)) return [];
  const threes = Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => `#${text.slice(at, at + 3)}`).slice(-KEYS_OF_PART);
  return [...new Set(threes.length > 0 ? threes : [...text].filter((letter) => !/\d/.test(letter)))];
}
