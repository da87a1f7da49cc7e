import type { WaitingVisits } from '~/domain/review/queued-visit';
import type { Scope } from './scope.server';
import type { Sql } from './sql.server';

/** Counted by the direct children of the division. */
export async function waitingVisits(sql: Sql, scope: Scope, division: string, season: string): Promise<WaitingVisits[]> {
  return sql.query<WaitingVisits>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     waiting AS (
       SELECT coalesce(v.path[root.depth + 1], v.code) AS child, t.status, t.submitted_at
       FROM root JOIN division v ON v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
       JOIN household h ON h.village_code = v.code
       JOIN visit t ON t.household_number = h.number AND t.season = $3 AND t.status IN ('submitted', 'returned')
     )
     SELECT d.code, d.name, count(*) FILTER (WHERE status = 'submitted') AS submitted, count(*) FILTER (WHERE status = 'returned') AS returned,
       to_char(min(submitted_at) FILTER (WHERE status = 'submitted') AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS oldest
     FROM waiting JOIN division d ON d.code = waiting.child
     GROUP BY d.code, d.name ORDER BY d.code`,
    [division, scope.roots, season],
  );
}
