/** How many findings there are: the desk, the report, the screens and the programs all ask here. */
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { addCount, type FindingCounts, noCounts } from '~/domain/findings/counts';
import type { FindingState } from '~/domain/findings/life';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { dayOfStep, findingThen } from './state-then.server';

/**
 * The findings of a season in each of these divisions, stored. A finding counts where its subject lies; a value that households share
 * counts once in every division that holds one of them.
 */
export async function findingCounts(sql: Sql, scope: Scope, season: string, codes: readonly string[]): Promise<Map<string, FindingCounts>> {
  const rows = await sql.query<CountRow>(
    `SELECT g.code, f.rule, f.state, sum(f.n)::int AS n FROM unnest($1::text[]) AS g(code)
     JOIN division w ON w.path @> ARRAY[g.code] AND w.path && $3::text[] JOIN finding_sum f ON f.season = $2 AND f.division_code = w.code
     WHERE f.n > 0 GROUP BY 1, 2, 3
     UNION ALL
     SELECT s.code, s.rule, s.state, count(*)::int FROM (
       SELECT DISTINCT g.code, f.id, f.rule, f.state FROM finding f JOIN finding_place p ON p.finding_id = f.id
       JOIN division w ON w.code = p.division_code AND w.path && $3::text[] JOIN unnest($1::text[]) AS g(code) ON g.code = ANY(w.path)
       WHERE f.season = $2 AND f.rule IN ('R01', 'R02')
     ) s GROUP BY 1, 2, 3`,
    [[...new Set(codes)], season, scope.roots],
  );
  return countsOf(codes, rows);
}

/**
 * The same as they were when a past day ended (docs/definitions.md#findings-then), from the steps of their lives. They count where they lie
 * now.
 */
export async function findingCountsThen(
  sql: Sql,
  scope: Scope,
  { season, asOf }: { season: string; asOf: CalendarDay },
  codes: readonly string[],
): Promise<Map<string, FindingCounts>> {
  const rows = await sql.query<CountRow>(
    `WITH lies AS (
       SELECT DISTINCT x.id, g.code FROM finding x
       JOIN finding_place p ON p.finding_id = x.id AND (x.rule IN ('R01', 'R02') OR p.division_code = x.division_code)
       JOIN division w ON w.code = p.division_code AND w.path && $3::text[]
       CROSS JOIN LATERAL unnest(w.path) AS above(code) JOIN unnest($1::text[]) AS g(code) ON g.code = above.code
       WHERE x.season = $2
     ), moved AS (
       SELECT s.finding_id, bool_or(${dayOfStep('s')} <= $4::date) AS seen, bool_or(${dayOfStep('s')} > $4::date) AS later
       FROM finding_step s WHERE s.finding_id IN (SELECT id FROM lies) GROUP BY 1
     ), was AS MATERIALIZED (
       -- One that nothing has moved since is as it is now, one that has no step by then was not there; only the others are looked into.
       SELECT x.id, x.rule, CASE WHEN NOT m.later THEN x.state WHEN NOT m.seen THEN NULL
         ELSE (SELECT t.state FROM ${findingThen('$4::date')} t) END AS state
       FROM finding x LEFT JOIN moved m ON m.finding_id = x.id WHERE x.id IN (SELECT id FROM lies)
     )
     SELECT l.code, coalesce(w.rule, '') AS rule, w.state, count(*)::int AS n FROM was w JOIN lies l ON l.id = w.id
     WHERE w.state IS NOT NULL GROUP BY 1, 2, 3`,
    [[...new Set(codes)], season, scope.roots, asOf],
  );
  return countsOf(codes, rows);
}

/** As they are now, or as they were on a day; null: now. */
export function findingCountsOn(
  sql: Sql,
  scope: Scope,
  { season, asOf }: { season: string; asOf: CalendarDay | null },
  codes: readonly string[],
): Promise<Map<string, FindingCounts>> {
  return asOf === null ? findingCounts(sql, scope, season, codes) : findingCountsThen(sql, scope, { season, asOf }, codes);
}

type CountRow = { code: string; rule: string; state: FindingState; n: number };

function countsOf(codes: readonly string[], rows: readonly CountRow[]): Map<string, FindingCounts> {
  const counts = new Map(codes.map((code) => [code, noCounts()]));
  for (const { code, rule, state, n } of rows) addCount(counts.get(code)!, rule, state, n);
  return counts;
}
