/** 计量佐证 of a division and season: applies app/domain/subsidy/meter-evidence to the readings of each household. */

import type { Sql } from '~/database/connection/sql.server';
import { placeFromCounty } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { Energy } from '~/domain/contract/enumerations';
import { type MeterSign, meterSigns, NORM_HOUSEHOLDS, type Reading } from '~/domain/subsidy/meter-evidence';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { seasonBefore } from '~/domain/time/heating-season';

export type MeterQuery = { division: string; season: string; facts: string };
/** What a reading is compared with, in 1/1,000 kWh or m³: `typical` is the norm for the household's area. */
export type ReadingTrace = {
  energy: Energy;
  meter: string | null;
  start: number | null;
  end: number | null;
  usage: number;
  before: number | null;
  endBefore: number | null;
  typical: number | null;
};
export type MeterEvidence = { number: string; head: string; place: string; readings: ReadingTrace[] };

type Row = {
  number: string;
  head: string;
  village_code: string;
  county: string;
  place: string;
  area: number | null;
  now: Reading[];
  before: Reading[] | null;
};

const READINGS = (alias: string) =>
  `json_agg(json_build_object('energy', ${alias}.energy, 'start', (${alias}.start_reading * 1000)::bigint, 'end', (${alias}.end_reading *
    1000)::bigint, 'usage', (${alias}.usage * 1000)::bigint, 'meter', ${alias}.meter) ORDER BY ${alias}.energy)`;
const readingsOf = (household: string, season: string) =>
  `(SELECT ${READINGS('m')} FROM meter_usage m WHERE m.household_number = ${household} AND m.season = ${season})`;

/** The metered households in scope (H) with this sign in their readings: a page of them, all with null, and how many there are. */
export async function readMeterEvidence(
  sql: Sql,
  scope: Scope,
  query: MeterQuery,
  sign: MeterSign,
  page: number | null = 1,
): Promise<{ metered: number; count: number; households: MeterEvidence[] }> {
  const norms = await usageNorms(sql, scope, query);
  const rows = sql.stream<Row>(
    `SELECT h.number, h.head, f.village_code, (SELECT d.code FROM division d WHERE d.code = ANY(v.path) AND d.level = 'county') AS county,
            ${placeFromCounty()} AS place, (h.heated_area * 100)::bigint AS area, n.readings AS now,
            ${readingsOf('h.number', '$4')} AS before
     FROM ${query.facts} f JOIN division v ON v.code = f.village_code JOIN household h ON h.number = f.household_number
     JOIN LATERAL (SELECT ${readingsOf('h.number', '$3')} AS readings) n ON n.readings IS NOT NULL
     WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] ORDER BY f.village_code, h.number`,
    [query.division, scope.roots, query.season, seasonBefore(query.season)],
  );
  const found: Awaited<ReturnType<typeof readMeterEvidence>> = { metered: 0, count: 0, households: [] };
  for await (const row of rows) {
    found.metered += 1;
    const norm = (energy: Energy) => norms.get(`${row.village_code} ${energy}`) ?? norms.get(`${row.county} ${energy}`) ?? null;
    const before = row.before ?? [];
    const signs = meterSigns({
      heatedArea: row.area,
      readings: row.now,
      before,
      norm: { electricity: norm('electricity'), gas: norm('gas') },
    });
    if (!signs.includes(sign)) continue;
    found.count += 1;
    if (page !== null && Math.ceil(found.count / ROWS_A_PAGE) !== page) continue;
    const { number, head, place } = row;
    const readings = row.now.map((one) => tracedReading(one, before, row.area, norm(one.energy)));
    found.households.push({ number, head, place, readings });
  }
  return found;
}

/** The readings of these households in scope and of their season before, without a norm to compare them with. */
export async function readingsOfHouseholds(
  sql: Sql,
  scope: Scope,
  season: string,
  numbers: readonly string[],
): Promise<Map<string, ReadingTrace[]>> {
  const rows = await sql.query<Pick<Row, 'number' | 'before'> & { now: Reading[] | null }>(
    `SELECT h.number, ${readingsOf('h.number', '$3')} AS now, ${readingsOf('h.number', '$4')} AS before
     FROM household h JOIN division v ON v.code = h.village_code WHERE h.number = ANY($1::text[]) AND v.path && $2::text[]`,
    [numbers, scope.roots, season, seasonBefore(season)],
  );
  return new Map(rows.map(({ number, now, before }) => [number, (now ?? []).map((one) => tracedReading(one, before ?? [], null, null))]));
}

function tracedReading(reading: Reading, before: readonly Reading[], area: number | null, norm: number | null): ReadingTrace {
  const last = before.find(({ energy }) => energy === reading.energy);
  const typical = norm === null || area === null ? null : Math.round(norm * area);
  return { ...reading, meter: reading.meter ?? null, before: last?.usage ?? null, endBefore: last?.end ?? null, typical };
}

/**
 * The norm of every village and county the division touches, by division and energy: the median use per m² of at least ten
 * households that used anything. A county's norm uses the whole county, even for someone who sees one village of it, because a
 * median reveals nobody.
 */
export async function usageNorms(sql: Sql, scope: Scope, query: MeterQuery): Promise<Map<string, number>> {
  const rows = await sql.query<{ code: string; energy: Energy; norm: number }>(
    `WITH counties AS (
       SELECT DISTINCT d.code FROM division v JOIN division d ON (d.code = ANY(v.path) OR d.path @> ARRAY[v.code]) AND d.level = 'county'
       WHERE v.code = $1 AND v.path && $2::text[]
     )
     SELECT coalesce(village, county) AS code, energy, percentile_cont(0.5) WITHIN GROUP (ORDER BY per_area)::float8 AS norm
     FROM (
       SELECT f.village_code AS village, c.code AS county, m.energy, (m.usage * 1000) / (h.heated_area * 100) AS per_area
       FROM ${query.facts} f JOIN division v ON v.code = f.village_code JOIN counties c ON c.code = ANY(v.path)
       JOIN household h ON h.number = f.household_number JOIN meter_usage m ON m.household_number = h.number AND m.season = f.season
       WHERE f.season = $3 AND f.h = 1 AND m.usage > 0 AND h.heated_area > 0
     ) x
     GROUP BY GROUPING SETS ((village, energy), (county, energy)) HAVING count(*) >= ${NORM_HOUSEHOLDS}`,
    [query.division, scope.roots, query.season],
  );
  return new Map(rows.map(({ code, energy, norm }) => [`${code} ${energy}`, norm]));
}
