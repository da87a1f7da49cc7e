/** 附件16: what spot checks found and what is worth a look, per township. */

import { endOfChinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { visitOfCountedKind } from '~/database/survey/counted-visit.server';
import type { QualityOfTownship } from '~/domain/report/report-rows';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { SeasonName } from '~/domain/time/heating-season';

type Query = { division: string; season: SeasonName; asOf: CalendarDay };

const BELOW = 'v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]';

/** By the code of the township: households whose visit was returned, and the visits that a reason points at. */
export async function qualityCounts(
  sql: Sql,
  scope: Scope,
  query: Query,
): Promise<Map<string, Pick<QualityOfTownship, 'returned' | 'odd'>>> {
  const rows = await sql.query<{ township: string; returned: number; odd: number }>(
    `WITH returned AS (
       SELECT v.parent_code AS township, count(DISTINCT t.household_number)::int AS households
       FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code
       JOIN household_facts f ON f.season = t.season AND f.household_number = h.number AND f.h > 0
       WHERE t.season = $3 AND t.status = 'returned' AND ${visitOfCountedKind('t')} AND ${BELOW} GROUP BY 1),
     odd AS (
       SELECT v.parent_code AS township, count(DISTINCT one.visit)::int AS visits
       FROM quality_reason q JOIN division v ON v.code = q.village_code CROSS JOIN LATERAL unnest(q.visits) AS one(visit)
       WHERE q.season = $3 AND q.gone_at IS NULL AND q.found_at < ${endOfChinaDay('$4::date')} AND ${BELOW} GROUP BY 1)
     SELECT township, coalesce(returned.households, 0) AS returned, coalesce(odd.visits, 0) AS odd
     FROM returned FULL JOIN odd USING (township)`,
    [query.division, scope.roots, query.season, query.asOf],
  );
  return new Map(rows.map(({ township, ...counts }) => [township, counts]));
}

/** The compared pairs of each township, of checks done by the as-of day. */
export async function comparedByTownship(
  sql: Sql,
  scope: Scope,
  query: Query,
): Promise<Map<string, { first: VisitAnswers; second: VisitAnswers }[]>> {
  const rows = await sql.query<{ township: string; first: VisitAnswers; second: VisitAnswers }>(
    `SELECT v.parent_code AS township, c.first_answers AS first, s.answers AS second
     FROM spot_check c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
     JOIN visit s ON s.id = c.id::text
     WHERE c.season = $3 AND c.done_at < ${endOfChinaDay('$4::date')} AND ${BELOW} ORDER BY c.id`,
    [query.division, scope.roots, query.season, query.asOf],
  );
  const of = new Map<string, { first: VisitAnswers; second: VisitAnswers }[]>();
  for (const { township, ...pair } of rows) of.set(township, [...(of.get(township) ?? []), pair]);
  return of;
}

/** 抽查户 of the whole division by its own count, for the checks of the workbook. */
export async function countCompared(sql: Sql, scope: Scope, query: Query): Promise<number> {
  const [row] = await sql.query<{ done: number }>(
    `SELECT count(*)::int AS done FROM spot_check c JOIN household h ON h.number = c.household_number
     JOIN division v ON v.code = h.village_code WHERE c.season = $3 AND c.done_at < ${endOfChinaDay('$4::date')} AND ${BELOW}`,
    [query.division, scope.roots, query.season, query.asOf],
  );
  return row!.done;
}
