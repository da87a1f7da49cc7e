/** 采暖前准备: plan and steps of a year by village, villages near the built-up area, villages to be moved. */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import type { VillageReadiness } from '~/domain/targets/readiness';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** A village with something planned or listed for the year; `child` is the division directly below (or itself). */
type VillageOfYear = VillageReadiness & { code: string; child: string; childName: string };

export async function readinessOfVillages(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; year: number; today: CalendarDay },
): Promise<VillageOfYear[]> {
  return sql.query<VillageOfYear>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     planned AS (SELECT village_code, sum(households)::int AS households FROM conversion_plan WHERE year = $4 GROUP BY village_code),
     steps AS (
       SELECT village_code, sum(households) FILTER (WHERE step = 'listed')::int AS listed,
         sum(households) FILTER (WHERE step = 'started')::int AS started,
         sum(households) FILTER (WHERE step = 'installed')::int AS installed,
         sum(households) FILTER (WHERE step = 'accepted')::int AS accepted,
         sum(households) FILTER (WHERE step = 'connected')::int AS connected
       FROM conversion_step WHERE year = $4 AND day <= $5::date GROUP BY village_code
     )
     SELECT v.code, c.code AS child, c.name AS "childName", coalesce(p.households, 0) AS planned,
       coalesce(s.listed, 0) AS listed, coalesce(s.started, 0) AS started, coalesce(s.installed, 0) AS installed,
       coalesce(s.accepted, 0) AS accepted, coalesce(s.connected, 0) AS connected, d.starts_on AS "startsOn"
     FROM root JOIN division v ON v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     JOIN division c ON c.code = coalesce(v.path[root.depth + 1], v.code)
     LEFT JOIN planned p ON p.village_code = v.code LEFT JOIN steps s ON s.village_code = v.code
     LEFT JOIN LATERAL ${datesOfVillage('$3')} d ON true
     WHERE p.village_code IS NOT NULL OR s.village_code IS NOT NULL ORDER BY v.code`,
    [query.division, scope.roots, query.season, query.year, query.today],
  );
}

/** The years that have a plan or households in plan below a division, the latest first. */
export async function yearsPlanned(sql: Sql, scope: Scope, division: string): Promise<number[]> {
  const rows = await sql.query<{ year: number }>(
    `SELECT DISTINCT y.year FROM (
       SELECT village_code, year FROM conversion_plan UNION SELECT village_code, year FROM conversion_step WHERE step = 'listed'
     ) y JOIN division v ON v.code = y.village_code WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] ORDER BY y.year DESC`,
    [division, scope.roots],
  );
  return rows.map(({ year }) => year);
}

/** A village with the figures that docs/definitions.md#clause-c6 asks for. */
export type MarkedVillage = {
  code: string;
  place: string;
  within5km: boolean;
  relocating: boolean;
  H: number;
  R: number;
  I: number;
  C: number;
  districtHeat: number;
};

/** The villages 周边5公里 and 列入拆迁 below a division. */
export async function markedVillages(sql: Sql, scope: Scope, query: { division: string; season: string }): Promise<MarkedVillage[]> {
  return sql.query<MarkedVillage>(
    `SELECT v.code, ${placeBelow('$1')} AS place, v.within_5km AS "within5km", v.relocating, coalesce(r.h, 0) AS "H",
       coalesce(r.r, 0) AS "R", coalesce(r.i, 0) AS "I", coalesce(r.c, 0) AS "C", coalesce(r.i_district_heat, 0) AS "districtHeat"
     FROM division v LEFT JOIN roll_up r ON r.village_code = v.code AND r.season = $3
     WHERE v.level = 'village' AND (v.within_5km OR v.relocating) AND v.valid_to IS NULL AND v.path @> ARRAY[$1]::text[]
       AND v.path && $2::text[] ORDER BY v.code`,
    [query.division, scope.roots, query.season],
  );
}
