/** 目标 of divisions, and what their villages have reached by zone type. */

import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import { sumColumns, sumsOfRow } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import type { DivisionLevel } from '~/domain/divisions/division-code';
import type { IndicatorKey } from '~/domain/indicators/indicators';
import { noSums, type Sums } from '~/domain/indicators/measures';
import type { Target, TargetZone } from '~/domain/targets/target';

/** A target with its division and the sums of the villages it is about. */
type TargetWithSums = Target & { name: string; level: DivisionLevel; sums: Sums };

type Row = {
  division: string;
  name: string;
  level: DivisionLevel;
  zone: TargetZone;
  indicator: IndicatorKey;
  target: number;
  basis: string | null;
};

/**
 * The targets of a division and of all below it, by code, with the sums of the villages of their zone type: one statement over the
 * roll-ups, each village counted once for every division above it that has a target of its zone.
 */
export async function targetsBelow(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; rollUp: string },
): Promise<TargetWithSums[]> {
  const values = [query.division, scope.roots, query.season];
  const targets = await sql.query<Row>(
    `SELECT d.code AS division, d.name, d.level, t.zone_type AS zone, t.indicator, t.target, t.basis
     FROM target t JOIN division d ON d.code = t.division_code
     WHERE d.path @> ARRAY[$1]::text[] AND d.path && $2::text[] AND t.season = $3`,
    values,
  );
  if (targets.length === 0) return [];
  const rows = await sql.query<Record<string, unknown> & { division: string; zone: string }>(
    `WITH asked AS (
       SELECT DISTINCT t.division_code, t.zone_type FROM target t JOIN division d ON d.code = t.division_code
       WHERE d.path @> ARRAY[$1]::text[] AND d.path && $2::text[] AND t.season = $3
     )
     SELECT a.division_code AS division, a.zone_type AS zone, ${sumColumns('r')}
     FROM division v JOIN ${query.rollUp} r ON r.village_code = v.code AND r.season = $3
     CROSS JOIN LATERAL unnest(v.path) above(code)
     JOIN asked a ON a.division_code = above.code AND (a.zone_type = 'all' OR a.zone_type = v.zone_type)
     WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     GROUP BY a.division_code, a.zone_type`,
    values,
  );
  const sums = new Map(rows.map((row) => [`${row.division} ${row.zone}`, sumsOfRow(row)]));
  return targets.map(({ zone, ...target }) => ({
    ...target,
    season: query.season,
    zoneType: zone,
    sums: sums.get(`${target.division} ${zone}`) ?? noSums(),
  }));
}

type Key = Pick<Target, 'division' | 'season' | 'zoneType' | 'indicator'>;
const valuesOf = ({ division, season, zoneType, indicator }: Key): unknown[] => [division, season, zoneType, indicator];
const OF_KEY = 'division_code = $1 AND season = $2 AND zone_type = $3 AND indicator = $4';

/** A target as it is, locked until the transaction ends; null when there is none. */
export async function lockTarget(sql: Sql, key: Key): Promise<{ target: number; basis: string | null } | null> {
  // Two who add the same target at the same time come one after the other.
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'target ' || $1`)})`, [valuesOf(key).join(' ')]);
  const [row] = await sql.query<{ target: number; basis: string | null }>(
    `SELECT target, basis FROM target WHERE ${OF_KEY} FOR UPDATE`,
    valuesOf(key),
  );
  return row ?? null;
}

export async function storeTarget(sql: Sql, target: Target): Promise<void> {
  await sql.query(
    `INSERT INTO target (division_code, season, zone_type, indicator, target, basis) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (division_code, season, zone_type, indicator) DO UPDATE SET target = excluded.target, basis = excluded.basis`,
    [...valuesOf(target), target.target, target.basis],
  );
}

export async function deleteTarget(sql: Sql, key: Key): Promise<void> {
  await sql.query(`DELETE FROM target WHERE ${OF_KEY}`, valuesOf(key));
}
