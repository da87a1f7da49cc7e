import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { WaitingVisits } from '~/domain/review/queued-visit';

/** By the direct children of the division, including those where nothing waits. */
export async function waitingVisits(sql: Sql, scope: Scope, division: string, season: string): Promise<WaitingVisits[]> {
  return sql.query<WaitingVisits>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     here AS (SELECT v.code, v.path FROM division v WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]),
     visits AS (
       SELECT k.village_code, count(*) FILTER (WHERE k.status = 'submitted') AS submitted,
         count(*) FILTER (WHERE k.status = 'returned') AS returned,
         min(k.submitted_at) FILTER (WHERE k.status = 'submitted') AS oldest
       FROM review_key k WHERE k.season = $3 AND k.status IN ('submitted', 'returned') AND k.village_code IN (SELECT code FROM here)
       GROUP BY k.village_code
     ),
     households AS (
       SELECT village_code, count(*) AS households FROM (
         SELECT k.village_code, k.household_number FROM review_key k
         WHERE k.season = $3 AND k.status = 'returned' AND k.listed AND k.village_code IN (SELECT code FROM here) GROUP BY 1, 2
       ) one GROUP BY village_code
     ),
     waiting AS (
       SELECT coalesce(here.path[root.depth + 1], here.code) AS child, sum(visits.submitted)::bigint AS submitted,
         sum(visits.returned)::bigint AS returned, sum(households.households)::bigint AS households, min(visits.oldest) AS oldest
       FROM root CROSS JOIN here JOIN visits ON visits.village_code = here.code
       LEFT JOIN households ON households.village_code = here.code GROUP BY 1
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
