/** R23 勾稽错误: what a verification found becomes findings, and what it no longer finds is proposed for closing. */
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { rootDivisions } from '~/database/divisions/tree.server';
import { openSeasons } from '~/database/facts/facts.server';
import { rulesOfSeasons } from '~/database/findings/household-cases.server';
import { differencesHere, type Placed, storedFindings, writeDifferences } from '~/database/findings/settle.server';
import { lockOthers } from '~/database/findings/stale.server';
import { divisionsAmong, householdsOfRecords, villagesOfHouseholds } from '~/database/upkeep/places-of-faults.server';
import { recordsDisagreeOpened } from '~/domain/findings/rules/of-others/records-disagree';
import { type Disagreement, figureDisagrees, historyDisagrees, recordDisagrees } from '~/domain/findings/what-disagrees';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { RecordFault } from '~/domain/upkeep/faults';
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
    const placed = grouped(await disagreements(sql, found)).flatMap(({ subject, checks, division }): Placed[] => {
      const opened = recordsDisagreeOpened(subject, checks, thresholds);
      return opened ? [{ season, opened, division, household: null }] : [];
    });
    const stored = await storedFindings(sql, `f.season = $1 AND f.rule = 'R23'`, [season]);
    await writeDifferences(sql, await differencesHere(sql, stored, placed, { today: dayInShanghai(now) }), now);
    return placed.length;
  });
}

async function disagreements(sql: Sql, { history, records, reports, rollUps }: Verification): Promise<Disagreement[]> {
  const chains = await divisionsAmong(
    sql,
    history.faults.map(({ chain }) => chain),
  );
  const [root] = await rootDivisions(sql);
  return [
    ...rollUps.places.map(({ village, what, row }) => figureDisagrees(village, what, row)),
    ...(await recordFaults(sql, records.faults, root!)),
    ...reports.faults.map(({ division }) => historyDisagrees(division, new Set([division]), root!)),
    ...history.faults.map(({ chain }) => historyDisagrees(chain, chains, root!)),
  ];
}

async function recordFaults(sql: Sql, faults: readonly RecordFault[], root: string): Promise<Disagreement[]> {
  const keysOf = (...entities: string[]) => faults.filter(({ entity }) => entities.includes(entity)).map(({ key }) => key);
  const byId = new Map([
    ...(await householdsOfRecords(sql, 'visit', keysOf('visit'))),
    ...(await householdsOfRecords(sql, 'household_change', keysOf('household-change', 'household_change'))),
  ]);
  // The other keys hold the number of the household, most of them first.
  const householdsOf = ({ key }: RecordFault) => [byId.get(key) ?? key, ...key.split('/')];
  const villages = await villagesOfHouseholds(sql, faults.flatMap(householdsOf));
  return faults.map((fault) => {
    const village =
      fault.village ?? householdsOf(fault).reduce<string | undefined>((found, part) => found ?? villages.get(part), undefined);
    // What is gone with its household, or belongs to none, lies at the root.
    return recordDisagrees(village ?? root, fault.entity);
  });
}

type Place = { subject: Disagreement['subject']; division: string; checks: Disagreement['check'][] };

function grouped(found: readonly Disagreement[]): Place[] {
  const places = new Map<string, Place>();
  for (const { subject, check } of found) {
    const key = JSON.stringify(subject);
    const place = places.get(key) ?? { subject, division: 'village' in subject ? subject.village : subject.batch.division, checks: [] };
    place.checks.push(check);
    places.set(key, place);
  }
  return [...places.values()];
}
