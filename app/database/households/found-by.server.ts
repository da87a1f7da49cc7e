import { searchTerms } from '~/domain/household/search';
import { comparableNameOf } from './comparable-name.server';

const PLAIN_HAN = `'^[\\u4e00-\\u9fff]*$'`;

/**
 * `isFoundBy` of app/domain/household/search as a condition on table household under h; true for nothing typed. The values it needs
 * are put behind those that are there. What is written in the usual characters is compared as it stands, for speed.
 */
export function foundBy(query: string, values: unknown[]): string {
  const conditions = searchTerms(query).map(({ text, name, letters, door, tail }) => {
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
    return `(${ways.join(' OR ')})`;
  });
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The numbers of a door between bars, without the noughts in front. */
const DOOR = `'|' || array_to_string(ARRAY(
  SELECT m[1]::numeric FROM regexp_matches(normalize(h.address, NFKC), '([0-9]+)', 'g') m), '|') || '|'`;
