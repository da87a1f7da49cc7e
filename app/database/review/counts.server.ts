import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { WaitingVisits } from '~/domain/review/queued-visit';

/** By the direct children of the division, including those where nothing waits. The visits are kept added up (waiting_sum). */
export async function waitingVisits(sql: Sql, scope: Scope, division: string, season: string): Promise<WaitingVisits[]> {
  return sql.query<WaitingVisits>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     here AS (SELECT v.code, v.path FROM division v WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]),
     waiting AS (
       SELECT coalesce(here.path[root.depth + 1], here.code) AS child, sum(s.submitted) AS submitted, sum(s.returned) AS returned,
         sum(s.returned_households) AS households, min(oldest.submitted_at) AS oldest
       FROM root CROSS JOIN here JOIN waiting_sum s ON s.season = $3 AND s.village_code = here.code
       LEFT JOIN LATERAL (SELECT k.submitted_at FROM review_key k WHERE s.submitted > 0 AND k.season = $3 AND k.village_code = here.code
         AND k.status = 'submitted' ORDER BY k.submitted_at LIMIT 1) oldest ON true GROUP BY 1
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
