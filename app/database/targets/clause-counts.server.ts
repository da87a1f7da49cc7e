/** What a clause's page counts beside the roll-ups: visits by day, findings by rule and by hand, zones. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { RuleCode } from '~/domain/findings/rule-codes';
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

/**
 * Findings of a season that are not closed, by rule; those by hand under null. They come from the sums by division; values that
 * households share (R01, R02) are counted one by one, each once however many of its households lie below.
 */
export async function openFindings(sql: Sql, scope: Scope, query: Query): Promise<{ rule: RuleCode | null; count: number }[]> {
  return sql.query<{ rule: RuleCode | null; count: number }>(
    `SELECT nullif(s.rule, '') AS rule, sum(s.n)::int AS count FROM finding_sum s JOIN division v ON v.code = s.division_code
     WHERE s.season = $3 AND s.state <> 'closed' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] GROUP BY s.rule
     UNION ALL
     SELECT f.rule, count(DISTINCT f.id)::int FROM finding f JOIN finding_place p ON p.finding_id = f.id
     JOIN division v ON v.code = p.division_code
     WHERE f.season = $3 AND f.rule IN ('R01', 'R02') AND f.state <> 'closed' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     GROUP BY f.rule`,
    [query.division, scope.roots, query.season],
  );
}
