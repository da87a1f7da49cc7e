/** 村情况表: the sums of the villages below a division, and of each the households to go to first. */

import type { Sql } from '~/database/connection/sql.server';
import { placesBetween } from '~/database/divisions/place-name.server';
import { MEASURE_COLUMNS, sumsOfRow } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import type { Sums } from '~/domain/indicators/measures';
import { FOLLOW_UP_REASONS, type FollowUpReason } from '~/domain/report/village-sheet';

type Asked = { division: string; season: string };
export type VillageOfSheets = { code: string; name: string; place: string; sums: Sums };
export type HouseholdOfSheet = { village: string; number: string; head: string; reason: FollowUpReason; all: number };

/** Villages with households in scope. */
export async function villagesOfSheets(sql: Sql, scope: Scope, { division, season }: Asked): Promise<VillageOfSheets[]> {
  const rows = await sql.query<Record<string, unknown> & { code: string; name: string; place: string | null }>(
    `WITH ${placesBetween('$1')}
     SELECT v.code, v.name, ${MEASURE_COLUMNS.map((column) => `r.${column}`).join(', ')}, places.place
     FROM division v JOIN roll_up r ON r.village_code = v.code AND r.season = $3 LEFT JOIN places ON places.code = v.parent_code
     WHERE v.level = 'village' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND r.h > 0 ORDER BY v.path`,
    [division, scope.roots, season],
  );
  return rows.map((row) => ({ code: row.code, name: row.name, place: row.place ?? '', sums: sumsOfRow(row) }));
}

/** What a household's facts say of each reason. */
const SAYS: Record<FollowUpReason, string> = {
  cold: 'f.cold = 1',
  reburning: 'f.b = 1',
  unstable: 'f.unstable = 1',
  suspected: 'f.q = 1',
  notConnected: 'f.i = 1 AND f.c = 0',
  notVisited: 'f.v + f.x = 0',
};

function reasons(gives: (reason: FollowUpReason, at: number) => string | number): string {
  return FOLLOW_UP_REASONS.map((reason, at) => `WHEN ${SAYS[reason]} THEN ${gives(reason, at)}`).join(' ');
}

/**
 * The first `most` households of each village with a reason to go there, in the order of FOLLOW_UP_REASONS, each with its
 * first reason; `all` counts those of the village.
 */
export async function householdsToFollow(sql: Sql, scope: Scope, { division, season }: Asked, most: number): Promise<HouseholdOfSheet[]> {
  return sql.query<HouseholdOfSheet>(
    `SELECT village, number, head, reason, "all"::int FROM (
       SELECT f.village_code AS village, h.number, h.head, s.reason,
         row_number() OVER (PARTITION BY f.village_code ORDER BY s.place, h.number) AS nth,
         count(*) OVER (PARTITION BY f.village_code) AS "all"
       FROM household_facts f JOIN division v ON v.code = f.village_code JOIN household h ON h.number = f.household_number
       CROSS JOIN LATERAL (SELECT CASE ${reasons((reason) => `'${reason}'`)} END AS reason, CASE ${reasons((_, at) => at)} END AS place) s
       WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND s.reason IS NOT NULL
     ) ranked WHERE nth <= $4 ORDER BY village, nth`,
    [division, scope.roots, season, most],
  );
}
