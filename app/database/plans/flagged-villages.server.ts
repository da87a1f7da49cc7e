/**
 * Villages with the figures that R22 compares, and the plan that covers them. Which are flagged says
 * app/domain/plans/village-trigger.ts.
 */

import type { Sql } from '~/database/connection/sql.server';
import { placesBetween } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { keptThresholds } from '~/database/seasons/thresholds.server';
import { type Thresholds, thresholdsOf } from '~/domain/findings/thresholds';
import type { PlanState } from '~/domain/plans/plan-states';
import type { AreaFigures } from '~/domain/plans/village-trigger';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type CoveringPlan = {
  number: string;
  season: string;
  state: PlanState;
  name: string;
  unit: string;
  dueOn: CalendarDay | null;
};
type VillageAndPlan = AreaFigures & {
  code: string;
  name: string;
  /** The names between the division asked about and the village. */
  place: string;
  countyCode: string;
  plan: CoveringPlan | null;
};

export async function thresholdsOfSeason(sql: Sql, season: string): Promise<Thresholds> {
  return thresholdsOf(await keptThresholds(sql, season));
}

/** The plan of the latest season up to $3 that covers the village `v`, as JSON. */
const COVERING = `(SELECT json_build_object('number', p.number, 'season', p.season, 'state', p.state, 'name', p.content->>'name',
    'unit', p.content->>'unit', 'dueOn', p.content->>'dueOn')
  FROM operation_plan_village c JOIN operation_plan p ON p.number = c.plan_number
  WHERE c.village_code = v.code AND c.season <= $3 ORDER BY c.season DESC LIMIT 1)`;

/** The villages below a division where somebody of the converted households was visited in the season, or that a plan covers. */
export async function villagesAndPlans(
  sql: Sql,
  scope: Scope,
  { division, season, rollUp = 'roll_up' }: { division: string; season: string; rollUp?: string },
): Promise<VillageAndPlan[]> {
  return sql.query<VillageAndPlan>(
    `WITH ${placesBetween('$1')},
     counties AS MATERIALIZED (SELECT p.code, c.code AS county
       FROM division p JOIN division c ON c.code = ANY(p.path) AND c.level = 'county'
       WHERE p.level <> 'village')
     SELECT v.code, v.name, coalesce(places.place, '') AS place, counties.county AS "countyCode",
       r.iv AS compared, r.unstable, r.b AS reburning, ${COVERING} AS plan
     FROM division v JOIN ${rollUp} r ON r.village_code = v.code AND r.season = $3
     LEFT JOIN places ON places.code = v.parent_code LEFT JOIN counties ON counties.code = v.parent_code
     WHERE v.level = 'village' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND r.iv > 0 ORDER BY v.code`,
    [division, scope.roots, season],
  );
}

/** The same figures of some villages for each season from one on, the oldest first. */
export async function figuresSince(
  sql: Sql,
  scope: Scope,
  query: { villages: readonly string[]; from: string },
): Promise<{ season: string; villages: (AreaFigures & { code: string })[] }[]> {
  return sql.query(
    `SELECT r.season, json_agg(json_build_object('code', v.code, 'compared', r.iv, 'unstable', r.unstable, 'reburning', r.b)
       ORDER BY v.code) AS villages
     FROM division v JOIN roll_up r ON r.village_code = v.code
     WHERE v.code = ANY($1::text[]) AND v.path && $2::text[] AND r.season >= $3 AND r.iv > 0
     GROUP BY r.season ORDER BY r.season`,
    [query.villages, scope.roots, query.from],
  );
}
