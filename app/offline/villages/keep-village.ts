import type { PackagePage } from '~/domain/sync/protocol';
import type { Phone } from '~/offline/phone';
import type { Change } from '~/offline/store/device-store';
import type { HouseholdOnPhone } from './household-on-phone';
import { Households } from './households';
import { seasonSeen, type Village } from './village';

/**
 * A village is stored in this many sealed parts. Opening decrypts few large pieces (3,000 households in 16), and a change
 * writes one small one. A household stays in its part.
 */
export const PARTS = 16;

export function partOf(number: string): number {
  let hash = 0;
  for (let at = 0; at < number.length; at += 1) hash = (hash * 31 + number.charCodeAt(at)) >>> 0;
  return hash % PARTS;
}

export type TakenVillage = Pick<PackagePage, 'village' | 'season' | 'cursor' | 'full' | 'households' | 'removed' | 'drafts'>;

/** Stores a downloaded package, in place of the old one (full) or applied to it (delta), in one transaction. */
export async function keepVillage(phone: Phone, taken: TakenVillage, at: string): Promise<void> {
  const { code } = taken.village;
  const before = phone.villages.get(code);
  const season = seasonSeen(taken.village, at);
  const whole = taken.full || !before;
  const households = whole ? Households.of([], season) : before.households.copy(season);
  const begun = new Set(taken.drafts);
  const anew = whole || season.end !== before.households.season.end;
  const parts = new Set<number>(anew ? Array.from({ length: PARTS }, (_, part) => part) : []);
  for (const number of taken.removed) {
    households.delete(number);
    parts.add(partOf(number));
  }
  for (const number of households.begun()) {
    if (begun.has(number)) continue;
    households.put([{ ...households.get(number)!, draft: null }]);
    parts.add(partOf(number));
  }
  households.put(taken.households);
  for (const { number } of taken.households) parts.add(partOf(number));
  const mark = { season: taken.season, cursor: taken.cursor, takenAt: at, change: '' };
  const kept = before?.village.findings;
  const own = taken.village.findings || !kept ? taken.village : { ...taken.village, findings: kept };
  const village: Village = { village: own, ...mark, households };
  const changes = [...(await putParts(phone, village, parts)), { table: 'villages', put: await phone.rows.village(own, mark) } as const];
  await phone.write(changes, () => phone.villages.set(code, village));
}

/** Writes these parts of a village as they are in memory now. */
export async function putParts({ rows, app }: Phone, { village, households }: Village, parts: ReadonlySet<number>): Promise<Change[]> {
  const inside = new Map<number, HouseholdOnPhone[]>([...parts].map((part) => [part, []]));
  for (const listed of households.list()) inside.get(partOf(listed.number))?.push(listed);
  return Promise.all(
    [...inside].map(async ([part, listed]): Promise<Change> => {
      const whole = listed.map(({ number }) => households.get(number)!);
      return { table: 'blocks', put: await rows.block(village.code, part, whole, listed, app) };
    }),
  );
}

/** Deletes villages that are no longer this account's; drafts and the outbox stay. */
export async function dropVillagesBut(phone: Phone, codes: readonly string[]): Promise<void> {
  const gone = [...phone.villages.keys()].filter((code) => !codes.includes(code));
  if (gone.length === 0) return;
  const changes = gone.flatMap((code): Change[] => [
    { table: 'villages', remove: phone.rows.id(code) },
    ...Array.from({ length: PARTS }, (_, part): Change => ({ table: 'blocks', remove: phone.rows.id(`${code}/${part}`) })),
  ]);
  await phone.write(changes, () => {
    for (const code of gone) phone.villages.delete(code);
  });
}
