import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { WaitingVisits } from '~/domain/review/queued-visit';

/** By the direct children of the division, including those where nothing waits. */
export async function waitingVisits(sql: Sql, scope: Scope, division: string, season: string): Promise<WaitingVisits[]> {
  return sql.query<WaitingVisits>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     waiting AS (
       SELECT coalesce(v.path[root.depth + 1], v.code) AS child, count(*) FILTER (WHERE k.status = 'submitted') AS submitted,
         count(*) FILTER (WHERE k.status = 'returned') AS returned,
         count(DISTINCT k.household_number) FILTER (WHERE k.status = 'returned' AND k.listed) AS households,
         min(k.submitted_at) FILTER (WHERE k.status = 'submitted') AS oldest
       FROM root JOIN division v ON v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
       JOIN review_key k ON k.village_code = v.code AND k.season = $3 AND k.status IN ('submitted', 'returned')
       GROUP BY 1
     )
     SELECT d.code, d.name, coalesce(w.submitted, 0) AS submitted, coalesce(w.returned, 0) AS returned,
       coalesce(w.households, 0) AS "returnedHouseholds",
       ${chinaDay('w.oldest')} AS oldest
     FROM division d LEFT JOIN waiting w ON w.child = d.code
     WHERE (d.parent_code = $1 OR d.code = $1 AND d.level = 'village') AND d.path && $2::text[]
     ORDER BY d.code`,
    [division, scope.roots, season],
  );
}
