import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { type FactsView, STORED } from '~/database/facts/facts.server';
import { computeSomeVillages, keepPastFacts, trimPastFacts, villagesToCompute } from '~/database/facts/past/past-facts.server';
import { type SeasonOnDay, viewOnDays } from '~/database/facts/past/past-view.server';
import type { Scope } from '~/database/scope.server';
import { countHouseholdsBelow } from '~/database/subsidy/entitlements.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { askForPastDay } from './past-day-job.server';

/** So many households are computed while a person waits: well under a second. More become a job. */
const WHILE_WAITING = 2_000;

/** A past day whose figures are not there yet: a job computes them, and the page asks again. */
export class DayBeingComputed extends Error {
  constructor(
    readonly day: CalendarDay,
    readonly progress: { done: number; total: number; failed: boolean },
  ) {
    super('the day is being computed');
  }
}

/** What of some seasons, each on its day or as stored, has to be computed before it can be read below a division. */
type ToCompute = { days: { season: string; day: CalendarDay; households: number }[] };

/**
 * The view of some seasons, each on its day, or what has to be computed first. What is there stays there until the transaction ends.
 */
export async function viewOrToCompute(
  sql: Sql,
  scope: Scope,
  division: string,
  seasons: readonly SeasonOnDay[],
): Promise<FactsView | ToCompute> {
  const past = seasons.flatMap(({ season, day }) => (day === null ? [] : [{ season, day }]));
  if (past.length === 0) return STORED;
  await keepPastFacts(sql);
  const days: ToCompute['days'] = [];
  for (const one of past) {
    const villages = await villagesToCompute(sql, scope, division, one);
    if (villages.length > 0) days.push({ ...one, households: villages.reduce((sum, { households }) => sum + households, 0) });
  }
  return days.length === 0 ? viewOnDays(seasons) : { days };
}

/** Computes what is little, at once; asks for a job and throws DayBeingComputed for what is much. */
export async function computeOrAsk(
  db: Database,
  scope: Scope,
  division: string,
  { days }: ToCompute,
  now: Date,
  { atOnce }: { atOnce: boolean },
): Promise<void> {
  const waiting = days.reduce((sum, { households }) => sum + households, 0);
  if (atOnce && waiting <= WHILE_WAITING) {
    for (const day of days) while ((await inTransaction(db, (sql) => computeSomeVillages(sql, scope, division, day, WHILE_WAITING))) > 0);
    await inTransaction(db, (sql) => trimPastFacts(sql, now));
    return;
  }
  const asked = { division, days: days.map(({ season, day }) => ({ season, day })) };
  const { failed } = await askForPastDay(db, asked, now);
  const all = days.length * (await withSql(db, (sql) => countHouseholdsBelow(sql, division)));
  throw new DayBeingComputed(days[0]!.day, { done: Math.max(0, all - waiting), total: all, failed });
}
