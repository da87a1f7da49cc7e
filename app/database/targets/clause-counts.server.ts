/** What a clause's page counts beside the roll-ups: visits by day. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { CalendarDay } from '~/domain/time/calendar-day';

type Query = { division: string; season: string };

/** Counted visits that closed a door, made after `since` up to `asOf`. */
export async function visitsSince(sql: Sql, scope: Scope, query: Query & { since: CalendarDay; asOf: CalendarDay }): Promise<number> {
  const [row] = await sql.query<{ visits: number }>(
    `SELECT coalesce(sum(y.visits), 0)::int AS visits FROM visit_day y JOIN division v ON v.code = y.village_code
     WHERE y.season = $3 AND y.day > $4::date AND y.day <= $5::date AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`,
    [query.division, scope.roots, query.season, query.since, query.asOf],
  );
  return row!.visits;
}
