/** 禁煤区: which villages lie in which zone from when to when, with their figures of the season. */

import type { Sql } from '~/database/connection/sql.server';
import { placeFromCounty } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { NoCoalZoneRow } from '~/domain/report/report-rows';
import type { CoalFreeArea } from '~/domain/subsidy/double-claims';
import type { CalendarDay } from '~/domain/time/calendar-day';

/**
 * Every document about a village with its last day: its own, or the day before the next document about the same village and
 * zone begins.
 */
const ZONE_DAYS = `(
  SELECT z.*, least(z.valid_to, lead(z.valid_from) OVER (PARTITION BY z.zone, z.village_code ORDER BY z.valid_from, z.document) - 1) AS
  ends_on FROM no_coal_zone z
)`;

/** The zone days of a village (`v`) in the form that the rule takes, and the first day on which a division above it was completed. */
export const AREA_OF_VILLAGE = `
  (SELECT min(c.completed_on) FROM division c WHERE c.code = ANY(v.path)) AS completed_on,
  (SELECT coalesce(json_agg(json_build_object('validFrom', n.valid_from, 'validTo', n.ends_on)), '[]') FROM ${ZONE_DAYS} n
  WHERE n.village_code = v.code) AS zones`;
export type AreaColumns = { completed_on: CalendarDay | null; zones: CoalFreeArea['zones'] };

export type ZoneQuery = {
  division: string;
  season: string;
  asOf: CalendarDay;
  rollUp: string;
  /** Whether zones that begin later are included. */
  coming: boolean;
};

/** $1 division, $2 scope, $3 season, $4 as-of date, $5 whether zones that begin later count. */
const MEMBERS = `
  member AS (
    SELECT (SELECT u.code FROM division u WHERE u.code = ANY(v.path) AND u.level = 'county') AS county_code, v.code, v.name AS village,
    v.path, d.zone, d.document, d.name, d.valid_from, d.ends_on
    FROM ${ZONE_DAYS} d JOIN division v ON v.code = d.village_code
    WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND ($5 OR d.valid_from <= $4::date) AND (d.ends_on IS NULL OR d.ends_on >=
    d.valid_from)
  ),
  coal AS (
    SELECT DISTINCT m.county_code, m.zone, m.document, m.code, y.household_number
    FROM member m JOIN household h ON h.village_code = m.code JOIN payment y ON y.household_number = h.number JOIN subsidy_policy p
    ON p.number = y.policy_number AND p.kind = 'coal'
    WHERE y.season = $3 AND y.result = 'ok' AND y.paid_on <= $4::date AND y.paid_on >= m.valid_from AND (m.ends_on IS NULL OR y.paid_on <=
    m.ends_on)
  )`;

const valuesOf = (query: ZoneQuery, scope: Scope) => [query.division, scope.roots, query.season, query.asOf, query.coming];

/** 附件14: the zones of a division by county, number and document, with their villages added up. */
export async function readZones(sql: Sql, scope: Scope, query: ZoneQuery): Promise<NoCoalZoneRow[]> {
  return sql.query<NoCoalZoneRow>(
    `WITH ${MEMBERS}
     SELECT m.zone, max(m.name) AS name, m.document, min(m.valid_from) AS "validFrom", CASE WHEN count(*) = count(m.ends_on) THEN
     max(m.ends_on) END AS "validTo", count(*)::int AS villages,
            coalesce(sum(r.h), 0)::int AS "H", coalesce(sum(r.i), 0)::int AS "I", coalesce(sum(r.b), 0)::int AS "B",
            (SELECT count(DISTINCT c.household_number)::int FROM coal c WHERE c.county_code = m.county_code AND c.zone = m.zone
            AND c.document = m.document) AS coal
     FROM member m LEFT JOIN ${query.rollUp} r ON r.village_code = m.code AND r.season = $3
     GROUP BY m.county_code, m.zone, m.document ORDER BY m.county_code, m.zone, min(m.valid_from), m.document`,
    valuesOf(query, scope),
  );
}

export type ZoneVillage = {
  zone: string;
  document: string;
  code: string;
  place: string;
  validFrom: CalendarDay;
  validTo: CalendarDay | null;
  H: number;
  I: number;
  B: number;
  coal: { number: string; head: string }[];
};

/** The villages of the same zones, each with its figures and the households that coal was paid for. */
export async function readZoneVillages(sql: Sql, scope: Scope, query: ZoneQuery): Promise<ZoneVillage[]> {
  return sql.query<ZoneVillage>(
    `WITH ${MEMBERS}
     SELECT m.zone, m.document, m.code, ${placeFromCounty('m.path')} AS place,
            m.valid_from AS "validFrom", m.ends_on AS "validTo", coalesce(r.h, 0) AS "H", coalesce(r.i, 0) AS "I", coalesce(r.b, 0) AS "B",
            (SELECT coalesce(json_agg(json_build_object('number', h.number, 'head', h.head) ORDER BY h.number), '[]') FROM coal c
            JOIN household h ON h.number = c.household_number
             WHERE c.zone = m.zone AND c.document = m.document AND c.code = m.code) AS coal
     FROM member m LEFT JOIN ${query.rollUp} r ON r.village_code = m.code AND r.season = $3 ORDER BY m.zone, m.valid_from, m.document,
     m.code`,
    valuesOf(query, scope),
  );
}

/**
 * For each village of a division, whether it lies in a zone on a day. Villages of a county without any zone are left out,
 * because nothing is known of them.
 */
export async function villagesInZones(sql: Sql, scope: Scope, division: string, day: CalendarDay): Promise<Map<string, boolean>> {
  const rows = await sql.query<{ code: string; within: boolean }>(
    `WITH known AS (
       SELECT DISTINCT u.code FROM no_coal_zone z JOIN division w ON w.code = z.village_code JOIN division u ON u.code = ANY(w.path)
       AND u.level = 'county'
     )
     SELECT v.code, EXISTS (SELECT 1 FROM ${ZONE_DAYS} d WHERE d.village_code = v.code AND d.valid_from <= $3::date
     AND (d.ends_on IS NULL OR d.ends_on >= $3::date)) AS within
     FROM division v WHERE v.level = 'village' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND v.path && ARRAY(SELECT code
     FROM known)`,
    [division, scope.roots, day],
  );
  return new Map(rows.map(({ code, within }) => [code, within]));
}
