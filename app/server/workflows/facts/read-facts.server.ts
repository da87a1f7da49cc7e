import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { factsView, refreshDueFacts } from '~/database/facts/facts.server';
import { sumColumns, sumsOfRow } from '~/database/facts/measure-columns.server';
import { inScope, type Scope } from '~/database/scope.server';
import { type Continuity, keysOf } from '~/domain/contract/enumerations';
import { INDICATOR_KEYS, type IndicatorKey, indicatorsOf } from '~/domain/indicators/indicators';
import type { Measure, Sums } from '~/domain/indicators/measures';
import type { Rate } from '~/domain/indicators/rate';
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

type FactsOfDivision = {
  code: string;
  name: string;
  counts: Record<(typeof PRINTED_COUNTS)[number], number>;
  indicators: Record<IndicatorKey, Rate>;
  amountsFen: { due: number; paid: number; arrears: number };
  continuity: Record<Continuity, number>;
};
export type FactsAnswer = { season: string; asOf: CalendarDay; division: string; rows: FactsOfDivision[] };

/**
 * 指标查询: the division first, then its direct children, as of a day (default today). What `npm run facts` prints and
 * /api/v1/facts answers. A division or season that does not exist, or lies outside the scope, is refused.
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
    const divisionsBelow = await sql.query<Record<string, unknown> & { code: string; name: string }>(
      `SELECT c.code, c.name, ${sumColumns('r')} FROM division c
       LEFT JOIN division v ON v.path @> ARRAY[c.code]
       LEFT JOIN ${view.rollUp} r ON r.village_code = v.code AND r.season = $2
       WHERE c.parent_code = $1 GROUP BY c.code, c.name ORDER BY c.code`,
      [query.division, query.season],
    );
    const rows = divisionsBelow.map((child) => answerRow(child.code, child.name, sumsOfRow(child)));
    const [own] = await sql.query<Record<string, unknown> & { name: string }>(
      `SELECT d.name, ${sumColumns('r')} FROM division d
       LEFT JOIN division v ON v.path @> ARRAY[d.code]
       LEFT JOIN ${view.rollUp} r ON r.village_code = v.code AND r.season = $2
       WHERE d.code = $1 GROUP BY d.code, d.name`,
      [query.division, query.season],
    );
    return { season: query.season, asOf, division: query.division, rows: [answerRow(query.division, own!.name, sumsOfRow(own!)), ...rows] };
  });
}

/** Refuses what does not exist or is not the person's to see, in the same words. */
export async function requireDivisionAndSeason(sql: Sql, scope: Scope, query: { division: string; season: string }): Promise<void> {
  if (!(await inScope(sql, scope, query.division))) refuse('division.unknown', { code: query.division });
  const season = await sql.query('SELECT 1 FROM season WHERE name = $1', [query.season]);
  if (season.length === 0) refuse('season.unknown', { season: query.season });
}

function answerRow(code: string, name: string, sums: Sums): FactsOfDivision {
  const indicators = indicatorsOf(sums);
  return {
    code,
    name,
    counts: Object.fromEntries(PRINTED_COUNTS.map((key) => [key, sums[key]])) as FactsOfDivision['counts'],
    indicators: Object.fromEntries(INDICATOR_KEYS.map((key) => [key, indicators[key]])) as FactsOfDivision['indicators'],
    amountsFen: { due: sums.due, paid: sums.paid, arrears: sums.arrears },
    continuity: Object.fromEntries(keysOf('continuity').map((key) => [key, sums[`continuity.${key}`]])) as FactsOfDivision['continuity'],
  };
}
