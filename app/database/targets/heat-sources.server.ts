/** 热源: which there are for a person, which households they supply, and their change. */

import type { Sql } from '~/database/connection/sql.server';
import { placeFromCounty } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { HeatSourceKind } from '~/domain/contract/enumerations';

export type HeatSourceRow = {
  number: string;
  name: string;
  kind: HeatSourceKind;
  division: string;
  /** Names from the county down. */
  place: string;
  tonnes: number | null;
  rating: string | null;
  closing: boolean;
  /** Installed households below the division asked for, as far as the person sees. */
  households: number;
  villages: number;
  /** Some installed household names it, anywhere (docs/definitions.md#rule-r15). */
  used: boolean;
  /** The source itself lies in the person's area, and not only a household on it. */
  own: boolean;
};

/**
 * Heat sources of the divisions in scope, and those that a household in scope names, by number; below a division, and of one number when
 * asked for. Households come from sums by source and village.
 */
export async function heatSourcesBelow(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; number?: string },
): Promise<HeatSourceRow[]> {
  return sql.query<HeatSourceRow>(
    `WITH seen AS (
       SELECT s.heat_source_number, sum(s.households)::int AS households, count(*)::int AS villages
       FROM heat_source_sum s JOIN division v ON v.code = s.village_code
       WHERE s.season = $3 AND s.households > 0 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] GROUP BY s.heat_source_number
     )
     SELECT h.number, h.name, h.kind, h.division_code AS division, ${placeFromCounty('d.path')} AS place,
       h.tonnes_per_hour::float8 AS tonnes, h.rating, h.closing, coalesce(n.households, 0) AS households,
       coalesce(n.villages, 0) AS villages,
       EXISTS (SELECT 1 FROM heat_source_sum a WHERE a.season = $3 AND a.heat_source_number = h.number AND a.households > 0) AS used,
       d.path && $2::text[] AS own
     FROM heat_source h JOIN division d ON d.code = h.division_code LEFT JOIN seen n ON n.heat_source_number = h.number
     WHERE ((d.path @> ARRAY[$1]::text[] AND d.path && $2::text[]) OR n.heat_source_number IS NOT NULL)
       AND ($4::text IS NULL OR h.number = $4) ORDER BY h.number`,
    [query.division, scope.roots, query.season, query.number ?? null],
  );
}

export type SuppliedVillage = { code: string; place: string; households: number };

/** The villages with installed households on a source. */
export async function villagesOnSource(sql: Sql, scope: Scope, query: { number: string; season: string }): Promise<SuppliedVillage[]> {
  return sql.query<SuppliedVillage>(
    `SELECT v.code, ${placeFromCounty('v.path')} AS place, s.households FROM heat_source_sum s JOIN division v ON v.code = s.village_code
     WHERE s.season = $3 AND s.heat_source_number = $2 AND s.households > 0 AND v.path && $1::text[] ORDER BY v.code`,
    [scope.roots, query.number, query.season],
  );
}

/** The columns of a source that a person changes. */
export type HeatSourceValues = {
  number: string;
  name: string;
  kind: HeatSourceKind;
  division_code: string;
  tonnes_per_hour: string | null;
  rating: string | null;
  closing: boolean;
};

/** A source in the person's area, locked until the transaction ends; null when there is none there. */
export async function lockHeatSource(sql: Sql, scope: Scope, number: string): Promise<HeatSourceValues | null> {
  const [row] = await sql.query<HeatSourceValues>(
    `SELECT h.number, h.name, h.kind, h.division_code, trim_scale(h.tonnes_per_hour)::text AS tonnes_per_hour, h.rating, h.closing
     FROM heat_source h
     JOIN division d ON d.code = h.division_code WHERE h.number = $1 AND d.path && $2::text[] FOR UPDATE OF h`,
    [number, scope.roots],
  );
  return row ?? null;
}

/** Adds a source; false when its number is taken, anywhere. */
export async function addHeatSource(sql: Sql, source: HeatSourceValues): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO heat_source (number, name, kind, division_code, tonnes_per_hour, rating, closing) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (number) DO NOTHING RETURNING number`,
    [source.number, source.name, source.kind, source.division_code, source.tonnes_per_hour, source.rating, source.closing],
  );
  return rows.length > 0;
}

export async function storeHeatSource(sql: Sql, source: HeatSourceValues): Promise<void> {
  await sql.query(
    'UPDATE heat_source SET name = $2, kind = $3, division_code = $4, tonnes_per_hour = $5, rating = $6, closing = $7 WHERE number = $1',
    [source.number, source.name, source.kind, source.division_code, source.tonnes_per_hour, source.rating, source.closing],
  );
}

/** The counties and townships in scope that are in force, a township with its county. */
export async function placesOfSources(sql: Sql, scope: Scope): Promise<{ code: string; name: string }[]> {
  return sql.query<{ code: string; name: string }>(
    `SELECT d.code, CASE WHEN d.level = 'township' THEN p.name || ' ' || d.name ELSE d.name END AS name
     FROM division d LEFT JOIN division p ON p.code = d.parent_code
     WHERE d.level IN ('county', 'township') AND d.valid_to IS NULL AND d.path && $1::text[] ORDER BY d.code`,
    [scope.roots],
  );
}
