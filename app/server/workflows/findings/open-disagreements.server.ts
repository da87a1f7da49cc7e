/** R23 勾稽错误: what a verification found becomes findings, and what it no longer finds is proposed for closing. */
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { rootDivisions } from '~/database/divisions/tree.server';
import { openSeasons } from '~/database/facts/facts.server';
import { rulesOfSeasons } from '~/database/findings/household-cases.server';
import { differencesHere, type Placed, storedFindings, writeDifferences } from '~/database/findings/settle.server';
import { lockOthers } from '~/database/findings/stale.server';
import { divisionsAmong, householdsOfRecords, villagesOfHouseholds } from '~/database/upkeep/places-of-faults.server';
import { type FaultsByCheck, recordsDisagreeOpened } from '~/domain/findings/rules/of-others/records-disagree';
import { type Disagreement, figureDisagrees, historyDisagrees, recordDisagrees } from '~/domain/findings/what-disagrees';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { RecordFault } from '~/domain/upkeep/faults';
import type { FaultyPlace } from '~/domain/upkeep/faults-found';
import type { Verification } from '../upkeep/verify-register.server';

/**
 * Files the faults of a verification of the whole register under the newest open season. It returns how many places disagree; null
 * when every season is closed, because nothing is opened then.
 */
export async function openDisagreements(db: Database, found: Verification, now: Date): Promise<number | null> {
  return inTransaction(db, async (sql) => {
    const season = (await openSeasons(sql)).at(-1);
    if (season === undefined) return null;
    await lockOthers(sql);
    const { thresholds } = (await rulesOfSeasons(sql, [season])).get(season)!;
    const placed = grouped(await disagreements(sql, found)).flatMap(({ subject, faults, division }): Placed[] => {
      const opened = recordsDisagreeOpened(subject, faults, thresholds);
      return opened ? [{ season, opened, division, household: null }] : [];
    });
    const stored = await storedFindings(sql, `f.season = $1 AND f.rule = 'R23'`, [season]);
    await writeDifferences(sql, await differencesHere(sql, stored, placed, { today: dayInShanghai(now) }), now);
    return placed.length;
  });
}

/** How many differences of one kind lie somewhere. */
type Disagreements = Disagreement & { count: number };

async function disagreements(sql: Sql, { history, records, reports, rollUps }: Verification): Promise<Disagreements[]> {
  const chains = await divisionsAmong(sql, [...history.places.keys()]);
  const [root] = await rootDivisions(sql);
  return [
    ...rollUps.places.map(({ village, what, row }) => ({ ...figureDisagrees(village, what, row), count: 1 })),
    ...(await recordFaults(sql, [...records.places.values()], root!)),
    ...reports.faults.map(({ division }) => ({ ...historyDisagrees(division, new Set([division]), root!), count: 1 })),
    ...[...history.places].map(([chain, { count }]) => ({ ...historyDisagrees(chain, chains, root!), count })),
  ];
}

async function recordFaults(sql: Sql, places: readonly FaultyPlace<RecordFault>[], root: string): Promise<Disagreements[]> {
  const unplaced = places.map(({ one }) => one).filter(({ village }) => village === undefined);
  const keysOf = (...entities: string[]) => unplaced.filter(({ entity }) => entities.includes(entity)).map(({ key }) => key);
  const byId = new Map([
    ...(await householdsOfRecords(sql, 'visit', keysOf('visit'))),
    ...(await householdsOfRecords(sql, 'household_change', keysOf('household-change', 'household_change'))),
  ]);
  // The other keys hold the number of the household, most of them first.
  const householdsOf = ({ key }: RecordFault) => [byId.get(key) ?? key, ...key.split('/')];
  const villages = await villagesOfHouseholds(sql, unplaced.flatMap(householdsOf));
  return places.map(({ one, count }) => {
    const village = one.village ?? householdsOf(one).reduce<string | undefined>((found, part) => found ?? villages.get(part), undefined);
    // What is gone with its household, or belongs to none, lies at the root.
    return { ...recordDisagrees(village ?? root, one.entity), count };
  });
}

type Place = { subject: Disagreement['subject']; division: string; faults: FaultsByCheck };

function grouped(found: readonly Disagreements[]): Place[] {
  const places = new Map<string, Place>();
  for (const { subject, check, count } of found) {
    const key = JSON.stringify(subject);
    const place = places.get(key) ?? { subject, division: 'village' in subject ? subject.village : subject.batch.division, faults: {} };
    place.faults[check] = (place.faults[check] ?? 0) + count;
    places.set(key, place);
  }
  return [...places.values()];
}
