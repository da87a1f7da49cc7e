/** How many findings there are: the desk, the report, the screens and the programs all ask here. */
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { addCount, type FindingCounts, noCounts } from '~/domain/findings/counts';
import type { FindingState } from '~/domain/findings/life';
import { SHARED_RULES } from '~/domain/subsidy/double-claims';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { cameLater, findingsMoved } from './state-then.server';

/** Whether finding `f` is about a value that households share, by its rule: it counts wherever one of them lives. */
export const isShared = (f: string): string => `${f}.rule IN (${SHARED_RULES.map((rule) => `'${rule}'`).join(', ')})`;

/** $1 codes, $2 season, $3 scope. */
const STORED = `SELECT g.code, f.rule, f.state, sum(f.n)::int AS n FROM unnest($1::text[]) AS g(code)
  JOIN division w ON w.path @> ARRAY[g.code] AND w.path && $3::text[] JOIN finding_sum f ON f.season = $2 AND f.division_code = w.code
  WHERE f.n > 0 GROUP BY 1, 2, 3
  UNION ALL
  SELECT s.code, s.rule, s.state, count(*)::int FROM (
    SELECT DISTINCT g.code, f.id, f.rule, f.state FROM finding f JOIN finding_place p ON p.finding_id = f.id
    JOIN division w ON w.code = p.division_code AND w.path && $3::text[] JOIN unnest($1::text[]) AS g(code) ON g.code = ANY(w.path)
    WHERE f.season = $2 AND ${isShared('f')}
  ) s GROUP BY 1, 2, 3`;

/** The findings that lie at or below these divisions. */
const BELOW = `SELECT p.finding_id FROM finding_place p JOIN division w ON w.code = p.division_code AND w.path && $1::text[]`;

/**
 * Of each finding that has moved since the day $4 one less of what it is, one more of what it was; of those that came later one less of
 * what they are. Those of one household or place have no id there: they count where they lie.
 */
const CHANGES = `SELECT CASE WHEN ${isShared('m')} THEN m.id END AS id, m.division_code, m.rule, c.state, c.n FROM moved m
    CROSS JOIN LATERAL (VALUES (m.state, -1), (m.was, 1)) c(state, n) WHERE m.season = $2 AND c.state IS NOT NULL
  UNION ALL
  SELECT NULL, n.division_code, n.rule, n.state, -count(*) FROM finding n
  JOIN division w ON w.code = n.division_code AND w.path && $1::text[] AND w.path && $3::text[]
  WHERE ${cameLater('n', '$4::date')} AND n.season = $2 AND (n.rule IS NULL OR NOT ${isShared('n')}) GROUP BY 2, 3, 4
  UNION ALL
  SELECT n.id, n.division_code, n.rule, n.state, -1 FROM finding n
  WHERE ${cameLater('n', '$4::date')} AND n.season = $2 AND ${isShared('n')}`;

/** What is to be added to those stored. */
const CHANGES_SINCE = `SELECT a.code, coalesce(c.rule, ''), c.state, sum(c.n)::int
  FROM (SELECT division_code, rule, state, sum(n) AS n FROM changes WHERE id IS NULL GROUP BY 1, 2, 3) c
  JOIN division w ON w.code = c.division_code AND w.path && $3::text[]
  JOIN LATERAL unnest(w.path) AS a(code) ON a.code = ANY($1::text[])
  GROUP BY 1, 2, 3
  UNION ALL
  SELECT s.code, s.rule, s.state, sum(s.n)::int FROM (
    SELECT DISTINCT g.code, c.id, c.rule, c.state, c.n FROM changes c JOIN finding_place p ON p.finding_id = c.id
    JOIN division w ON w.code = p.division_code AND w.path && $3::text[] JOIN unnest($1::text[]) AS g(code) ON g.code = ANY(w.path)
    WHERE c.id IS NOT NULL
  ) s GROUP BY 1, 2, 3`;

/**
 * The findings of a season in each of these divisions, stored. A finding counts where its subject lies; a value that households share
 * counts once in every division that holds one of them.
 */
export async function findingCounts(sql: Sql, scope: Scope, season: string, codes: readonly string[]): Promise<Map<string, FindingCounts>> {
  return countsOf(codes, await sql.query<CountRow>(STORED, [[...new Set(codes)], season, scope.roots]));
}

/**
 * The same as they were when a past day ended (docs/definitions.md#findings-then), from the steps of their lives, in one statement, so that
 * what is done meanwhile is in both parts of it or in none. They count where they lie now.
 */
export async function findingCountsThen(
  sql: Sql,
  scope: Scope,
  { season, asOf }: { season: string; asOf: CalendarDay },
  codes: readonly string[],
): Promise<Map<string, FindingCounts>> {
  const rows = await sql.query<CountRow>(
    `WITH moved AS MATERIALIZED ${findingsMoved(BELOW, '$4::date')}, changes AS (${CHANGES}) ${STORED} UNION ALL ${CHANGES_SINCE}`,
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
