import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { hasEnded } from './in-force.server';

/** A division to choose; `depth` counts from the top of what the person sees. */
export type ReportDivision = { code: string; name: string; level: string; depth: number };

/**
 * The divisions a person may choose for a report: from the top of the scope down to the townships, villages only where one was
 * asked for by its code (a link from its page). A person who sees a whole province chooses down to the counties.
 */
export async function divisionsForReport(sql: Sql, scope: Scope, today: CalendarDay, asked: string | null): Promise<ReportDivision[]> {
  return sql.query<ReportDivision>(
    `WITH top AS (SELECT min(cardinality(path)) AS depth, bool_or(level = 'province') AS province FROM division
      WHERE code = ANY($1::text[]))
     SELECT v.code, v.name, v.level, (cardinality(v.path) - top.depth)::int AS depth
     FROM division v, top
     WHERE v.path && $1::text[]
       AND (v.code = $3 OR (v.level <> 'village' AND NOT (v.level = 'township' AND top.province) AND NOT ${hasEnded('v', '$2::date')}))
     ORDER BY v.path`,
    [scope.roots, today, asked],
  );
}
