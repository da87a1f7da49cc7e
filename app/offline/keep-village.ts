import type { FieldHousehold, PackagePage } from '~/domain/sync/protocol';
import type { Change, DeviceTables } from './device-store';
import type { Phone, Village } from './phone';

/**
 * A village is kept in this many sealed parts: opening decrypts few large pieces (3,000 households in 16), a change writes one
 * small one. A household stays in its part.
 */
export const PARTS = 16;

export function partOf(number: string): number {
  let hash = 0;
  for (let at = 0; at < number.length; at += 1) hash = (hash * 31 + number.charCodeAt(at)) >>> 0;
  return hash % PARTS;
}

/** Villages and households anew from the disk. */
export async function readVillages({ store, account, rows, villages }: Phone): Promise<void> {
  const [found, parts] = await Promise.all([store.of('villages', account), store.of('blocks', account)]);
  const opened = await Promise.all(parts.map(async (row) => ({ village: row.village, households: await rows.openBlock(row) })));
  const read = await Promise.all(found.map(async (row): Promise<Village> => {
    const { season, cursor, takenAt } = row;
    const households = opened.filter((part) => part.village === row.village).flatMap((part) => part.households);
    return { village: await rows.openVillage(row), season, cursor, takenAt, households: byNumber(households) };
  }));
  villages.clear();
  for (const village of read) villages.set(village.village.code, village);
}

export type TakenVillage = Pick<PackagePage, 'village' | 'season' | 'cursor' | 'full' | 'households' | 'removed' | 'drafts'>;

/** Puts a taken package in place of what was there (full), or over it (delta), in one go. */
export async function keepVillage(phone: Phone, taken: TakenVillage, at: string): Promise<void> {
  const { code } = taken.village;
  const before = phone.villages.get(code);
  const households = new Map(taken.full ? [] : before?.households);
  const begun = new Set(taken.drafts);
  const parts = new Set<number>(taken.full || !before ? Array.from({ length: PARTS }, (_, part) => part) : []);
  for (const number of taken.removed) {
    households.delete(number);
    parts.add(partOf(number));
  }
  for (const [number, household] of households) {
    if (household.draft === null || begun.has(number)) continue;
    households.set(number, { ...household, draft: null });
    parts.add(partOf(number));
  }
  for (const household of taken.households) {
    households.set(household.number, household);
    parts.add(partOf(household.number));
  }
  const mark = { season: taken.season, cursor: taken.cursor, takenAt: at };
  const village: Village = { village: taken.village, ...mark, households: byNumber([...households.values()]) };
  const changes = [...(await putParts(phone, village, parts)), { table: 'villages', put: await phone.rows.village(taken.village, mark) } as const];
  await phone.write(changes, () => phone.villages.set(code, village));
}

/** These parts of a village as they are in memory now. */
export async function putParts({ rows }: Phone, village: Village, parts: ReadonlySet<number>): Promise<Change[]> {
  const inside = new Map<number, FieldHousehold[]>([...parts].map((part) => [part, []]));
  for (const household of village.households.values()) inside.get(partOf(household.number))?.push(household);
  return Promise.all([...inside].map(async ([part, households]): Promise<Change> => ({ table: 'blocks', put: await rows.block(village.village.code, part, households) })));
}

/** Villages that are no longer this account's leave the phone; drafts and the outbox stay. */
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

/** Whether another tab has taken a newer package than this one shows. */
export function isOlder(villages: ReadonlyMap<string, Village>, found: readonly DeviceTables['villages'][]): boolean {
  return villages.size !== found.length || found.some((row) => villages.get(row.village)?.cursor !== row.cursor || villages.get(row.village)?.takenAt !== row.takenAt);
}

function byNumber(households: FieldHousehold[]): Map<string, FieldHousehold> {
  households.sort((a, b) => (a.number < b.number ? -1 : 1));
  return new Map(households.map((household) => [household.number, household]));
}
