import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { factsView, refreshDueFacts } from '~/database/facts/facts.server';
import { type SumsOfDivision, sumsInView } from '~/database/facts/sums-as-of.server';
import { findingCountsOn } from '~/database/findings/counts.server';
import { inScope, type Scope } from '~/database/scope.server';
import { isClosed } from '~/database/seasons/closing.server';
import { type Continuity, keysOf } from '~/domain/contract/enumerations';
import { findingTotals } from '~/domain/findings/counts';
import { INDICATOR_KEYS, type IndicatorKey, indicatorsOf } from '~/domain/indicators/indicators';
import type { Measure } from '~/domain/indicators/measures';
import { type Rate, rateOf } from '~/domain/indicators/rate';
import { refuse } from '~/domain/problems';
import { type CalendarDay, dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';

/** The counts of app/domain/contract/report.json, in its order. */
export const PRINTED_COUNTS = [
  'H',
  'R',
  'E',
  'P',
  'I',
  'I.district_heat',
  'I.electric_distributed',
  'I.electric_household',
  'I.gas',
  'I.biomass',
  'I.solar',
  'I.other',
  'C',
  'U',
  'IP',
  'V',
  'X',
  'S',
  'unstable',
  'B',
  'Q',
  'cold',
  'let',
  'letConnected',
  'letUsed',
  'letOccupied',
] as const satisfies readonly Measure[];

export type FactsOfDivision = {
  code: string;
  name: string;
  counts: Record<(typeof PRINTED_COUNTS)[number], number>;
  indicators: Record<IndicatorKey, Rate>;
  amountsFen: { due: number; paid: number; arrears: number };
  continuity: Record<Continuity, number>;
};
export type FactsAnswer = { season: string; asOf: CalendarDay; division: string; rows: FactsOfDivision[] };

/**
 * 指标查询: the division first, then its direct children, as of a day (default today). `npm run facts` prints this and
 * /api/v1/facts returns it. A division or season that does not exist, or lies outside the scope, is refused.
 */
export async function readFacts(
  db: Database,
  scope: Scope,
  query: { division: string; season: string; asOf?: string },
  now: Date,
): Promise<FactsAnswer> {
  const today = dayInShanghai(now);
  const asOf = query.asOf ?? today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  return inTransaction(db, async (sql) => {
    await requireDivisionAndSeason(sql, scope, query);
    await refreshDueFacts(sql, today);
    const view = await factsView(sql, { season: query.season, asOf, today, root: query.division });
    const { own, divisionsBelow } = await sumsInView(sql, view, query.division, query.season);
    const rows = [own, ...divisionsBelow];
    const codes = rows.map(({ code }) => code);
    const found = await findingCountsOn(sql, scope, { season: query.season, asOf: asOf < today ? asOf : null }, codes);
    const rectified = (code: string) => findingTotals(found.get(code)!);
    return { season: query.season, asOf, division: query.division, rows: rows.map((row) => factsRow(row, rectified(row.code))) };
  });
}

/** Refuses what does not exist and what the person may not see in the same words. */
export async function requireDivisionAndSeason(sql: Sql, scope: Scope, query: { division: string; season: string }): Promise<void> {
  if (!(await inScope(sql, scope, query.division))) refuse('division.unknown', { code: query.division });
  if ((await isClosed(sql, query.season)) === null) refuse('season.unknown', { season: query.season });
}

/** What is said about a division: its sums, and how many of its findings are closed. */
export function factsRow(
  { code, name, sums }: SumsOfDivision,
  { findings, closed }: { findings: number; closed: number },
): FactsOfDivision {
  const indicators = { ...indicatorsOf(sums), rectifiedRate: rateOf(closed, findings) };
  return {
    code,
    name,
    counts: Object.fromEntries(PRINTED_COUNTS.map((key) => [key, sums[key]])) as FactsOfDivision['counts'],
    indicators: Object.fromEntries(INDICATOR_KEYS.map((key) => [key, indicators[key]])) as FactsOfDivision['indicators'],
    amountsFen: { due: sums.due, paid: sums.paid, arrears: sums.arrears },
    continuity: Object.fromEntries(keysOf('continuity').map((key) => [key, sums[`continuity.${key}`]])) as FactsOfDivision['continuity'],
  };
}
