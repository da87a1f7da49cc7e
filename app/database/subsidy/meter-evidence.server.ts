/** 计量佐证 of a division and season: applies app/domain/subsidy/meter-evidence to the readings of each household. */

import type { Sql } from '~/database/connection/sql.server';
import { placeFromCounty } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { Energy, Mode } from '~/domain/contract/enumerations';
import { METER_SIGNS, type MeterSign, meterSigns, NORM_HOUSEHOLDS, type Reading } from '~/domain/subsidy/meter-evidence';
import { seasonBefore } from '~/domain/time/heating-season';
import { isOnPage } from './double-claims.server';

export type MeterQuery = { division: string; season: string; facts: string };
/** A sign, or Q of the facts: a resident of a converted house who was metered and used nothing. */
export type EvidenceKey = MeterSign | 'suspected';
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
/** `paid` is the operating subsidy that arrived, in 分. */
export type MeterEvidence = { number: string; head: string; place: string; readings: ReadingTrace[]; paid: number };

type Row = {
  number: string;
  head: string;
  village_code: string;
  county: string;
  place: string;
  mode: Mode;
  area: number | null;
  paid: number;
  q: number;
  now: Reading[];
  before: Reading[] | null;
};

const READINGS = (alias: string) =>
  `json_agg(json_build_object('energy', ${alias}.energy, 'start', (${alias}.start_reading * 1000)::bigint, 'end', (${alias}.end_reading *
    1000)::bigint, 'usage', (${alias}.usage * 1000)::bigint, 'meter', ${alias}.meter) ORDER BY ${alias}.energy)`;

/** The metered households in scope (H) with a sign in their readings: a page of each sign, and how many there are of it. */
export async function readMeterEvidence(
  sql: Sql,
  scope: Scope,
  query: MeterQuery,
  page: number | null = 1,
): Promise<{ metered: number; signs: Record<EvidenceKey, { count: number; households: MeterEvidence[] }> }> {
  const norms = await usageNorms(sql, scope, query);
  const rows = sql.stream<Row>(
    `SELECT h.number, h.head, f.village_code, (SELECT d.code FROM division d WHERE d.code = ANY(v.path) AND d.level = 'county') AS county,
            ${placeFromCounty()} AS place,
            f.mode, (h.heated_area * 100)::bigint AS area, f.q, n.readings AS now,
            (SELECT ${READINGS('b')} FROM meter_usage b WHERE b.household_number = h.number AND b.season = $4) AS before,
            (SELECT coalesce(sum(e.paid), 0)::bigint FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number
            AND p.kind = 'operating'
             WHERE e.household_number = h.number AND e.season = $3) AS paid
     FROM ${query.facts} f JOIN division v ON v.code = f.village_code JOIN household h ON h.number = f.household_number
     JOIN LATERAL (SELECT ${READINGS('m')} AS readings FROM meter_usage m WHERE m.household_number = h.number AND m.season = $3) n
     ON n.readings IS NOT NULL
     WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] ORDER BY f.village_code, h.number`,
    [query.division, scope.roots, query.season, seasonBefore(query.season)],
  );
  const found = Object.fromEntries(
    [...METER_SIGNS, 'suspected' as const].map((sign) => [sign, { count: 0, households: [] }]),
  ) as unknown as Record<EvidenceKey, { count: number; households: MeterEvidence[] }>;
  let metered = 0;
  for await (const row of rows) {
    metered += 1;
    const norm = (energy: Energy) => norms.get(`${row.village_code} ${energy}`) ?? norms.get(`${row.county} ${energy}`) ?? null;
    const before = row.before ?? [];
    const signs = meterSigns({
      mode: row.mode,
      heatedArea: row.area,
      readings: row.now,
      before,
      operatingPaid: row.paid,
      norm: { electricity: norm('electricity'), gas: norm('gas') },
    });
    for (const key of [...signs, ...(row.q === 1 ? (['suspected'] as const) : [])]) {
      found[key].count += 1;
      if (isOnPage(found[key].count, page))
        found[key].households.push({
          number: row.number,
          head: row.head,
          place: row.place,
          paid: row.paid,
          readings: row.now.map((one) => tracedReading(one, before, row.area, norm(one.energy))),
        });
    }
  }
  return { metered, signs: found };
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
