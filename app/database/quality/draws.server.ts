/** 抽查的抽取: what may be drawn of a township, and the draws that were made. */

import type { Sql } from '~/database/connection/sql.server';
import { CONTRADICTIONS_OF_VISIT } from '~/database/review/contradictions.server';
import type { Scope } from '~/database/scope.server';
import type { CheckableRecord } from '~/domain/quality/check-weight';
import type { DrawRule } from '~/domain/quality/draw-sample';
import { type SeasonName, seasonBefore } from '~/domain/time/heating-season';

const FACTS = 'FROM household_facts f JOIN division v ON v.code = f.village_code';
const DRAWABLE = `f.season = $3 AND f.h > 0 AND f.v > 0 AND f.visit_id IS NOT NULL AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
       AND NOT EXISTS (SELECT 1 FROM spot_check c WHERE c.season = $3 AND c.household_number = f.household_number)`;

type DrawableHousehold = CheckableRecord & { number: string; visit: string; village: string };

/** Households of a township whose facts rest on a counted, completed visit of the season and that were not drawn before in it. */
export async function drawableHouseholds(
  sql: Sql,
  scope: Scope,
  query: { township: string; season: SeasonName },
): Promise<DrawableHousehold[]> {
  return sql.query<DrawableHousehold>(
    `SELECT f.household_number AS number, t.id AS visit, f.village_code AS village, ${CONTRADICTIONS_OF_VISIT} AS contradictions,
       json_build_object('reburning', f.b > 0, 'cold', f.cold > 0, 'unstable', f.unstable > 0, 'letNotUsed', f.let_occupied > f.let_used,
         'suspected', f.q > 0) AS signs,
       CASE WHEN lf.v > 0 THEN lf.b > 0 END AS "reburnedBefore"
     ${FACTS} JOIN visit t ON t.id = f.visit_id
     LEFT JOIN household_facts lf ON lf.season = $4 AND lf.household_number = f.household_number
     WHERE ${DRAWABLE} ORDER BY f.household_number`,
    [query.township, scope.roots, query.season, seasonBefore(query.season)],
  );
}

/** How many can still be drawn. */
export async function countDrawable(sql: Sql, scope: Scope, query: { township: string; season: SeasonName }): Promise<number> {
  const [row] = await sql.query<{ households: number }>(`SELECT count(*)::int AS households ${FACTS} WHERE ${DRAWABLE}`, [
    query.township,
    scope.roots,
    query.season,
  ]);
  return row!.households;
}

type NewDraw = DrawRule & {
  id: string;
  season: SeasonName;
  township: string;
  nth: number;
  seed: string;
  households: number;
  frameHash: string;
  by: string;
};

export async function insertDraw(sql: Sql, draw: NewDraw, now: Date): Promise<void> {
  await sql.query(
    `INSERT INTO spot_draw (id, season, division_code, nth, seed, share_bps, at_least, weighted_bps, households, frame_hash, drawn_at,
       drawn_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      draw.id,
      draw.season,
      draw.township,
      draw.nth,
      draw.seed,
      draw.shareBps,
      draw.atLeast,
      draw.weightedBps,
      draw.households,
      draw.frameHash,
      now.toISOString(),
      draw.by,
    ],
  );
}

type NewCheck = { id: string; household: string; part: 'random' | 'weighted'; weight: number; visit: string };

export async function insertChecks(sql: Sql, draw: { id: string; season: SeasonName }, checks: readonly NewCheck[]): Promise<void> {
  await sql.query(
    `INSERT INTO spot_check (id, draw_id, season, household_number, part, weight, first_visit_id)
     SELECT c.id, $1, $2, c.household, c.part, c.weight, c.visit
     FROM json_to_recordset($3::json) AS c(id uuid, household text, part text, weight int, visit text)`,
    [draw.id, draw.season, JSON.stringify(checks)],
  );
}

export type Draw = {
  id: string;
  nth: number;
  seed: string;
  shareBps: number;
  atLeast: number;
  weightedBps: number;
  households: number;
  drawn: number;
  drawnAt: string;
  by: string;
};

/** The draws of a township in a season, the latest first. Whoever draws next waits for the lock of the township's row. */
export async function drawsOf(sql: Sql, scope: Scope, query: { township: string; season: SeasonName }, lock = false): Promise<Draw[]> {
  if (lock)
    await sql.query('SELECT 1 FROM division v WHERE v.code = $1 AND v.path && $2::text[] FOR NO KEY UPDATE', [query.township, scope.roots]);
  return sql.query<Draw>(
    `SELECT d.id, d.nth, d.seed, d.share_bps AS "shareBps", d.at_least AS "atLeast", d.weighted_bps AS "weightedBps", d.households,
       (SELECT count(*)::int FROM spot_check c WHERE c.draw_id = d.id) AS drawn, d.drawn_at AS "drawnAt",
       coalesce(a.name, d.drawn_by) AS by
     FROM spot_draw d JOIN division v ON v.code = d.division_code LEFT JOIN account a ON a.username = d.drawn_by
     WHERE d.division_code = $1 AND d.season = $3 AND v.path && $2::text[] ORDER BY d.nth DESC`,
    [query.township, scope.roots, query.season],
  );
}
