/** How many findings there are: the desk, the report, the screens and the programs all ask here. */
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { addCount, type FindingCounts, noCounts } from '~/domain/findings/counts';
import type { FindingState } from '~/domain/findings/life';

/**
 * The findings of a season in each of these divisions, stored. A finding counts where its subject lies; a value that households share
 * counts once in every division that holds one of them.
 */
export async function findingCounts(sql: Sql, scope: Scope, season: string, codes: readonly string[]): Promise<Map<string, FindingCounts>> {
  const rows = await sql.query<{ code: string; rule: string; state: FindingState; n: number }>(
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
  const counts = new Map(codes.map((code) => [code, noCounts()]));
  for (const { code, rule, state, n } of rows) addCount(counts.get(code)!, rule, state, n);
  return counts;
}
