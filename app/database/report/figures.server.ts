/** The figures of the report workbook: sums per village, township and county. The database adds up each level separately. */

import type { Sql } from '~/database/connection/sql.server';
import { existsOn } from '~/database/divisions/in-force.server';
import { villagesInZones } from '~/database/divisions/no-coal-zones.server';
import { MEASURE_COLUMNS, sumColumns, sumsOfRow } from '~/database/facts/measure-columns.server';
import { findingCountsOn } from '~/database/findings/counts.server';
import type { Scope } from '~/database/scope.server';
import { findingTotals } from '~/domain/findings/counts';
import type { Sums } from '~/domain/indicators/measures';
import type { ListCounts, ReportUnit, ReportUnits } from '~/domain/report/report-rows';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { FINDINGS_OF_REPORT } from './findings.server';

/**
 * The subject of a report: a division whose subtree lies in the scope, a season, and a relation with its roll-ups as of the as-of date.
 * Findings are counted as of that date too.
 */
export type ReportFiguresQuery = { division: string; season: string; asOf: CalendarDay; today: CalendarDay; rollUp: string };

/**
 * The units of a report: the villages below the division that exist on the as-of date or have households counted, and the
 * townships and counties that hold them, with the sums of only those villages. For a township or a village the units above it
 * are listed too, because every village stands in a township and a county. Three levels in one statement; the sums of each
 * level come from the roll-ups, not from the level below.
 */
export async function reportFigures(sql: Sql, scope: Scope, query: ReportFiguresQuery): Promise<ReportUnits> {
  const rows = await sql.query<UnitRow>(
    `WITH root AS (SELECT path FROM division WHERE code = $1 AND path && $2::text[]),
     listed AS MATERIALIZED (
       SELECT v.code, v.level, v.path, r.village_code IS NOT NULL AS counted, ${MEASURE_COLUMNS.map((column) => `r.${column}`).join(', ')}
       FROM division v LEFT JOIN ${query.rollUp} r ON r.village_code = v.code AND r.season = $3
       WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
         AND ((v.level = 'village' AND ${existsOn('v', '$4::date')}) OR (${MEASURE_COLUMNS.map((column) => `r.${column}`).join(' + ')}) > 0)
     ),
     sums AS (
       SELECT a.code, count(*) FILTER (WHERE listed.level = 'village')::int AS villages, ${sumColumns('listed')}
       FROM listed CROSS JOIN LATERAL unnest(listed.path) a(code) GROUP BY a.code
     )
     SELECT u.code, u.name, u.level, u.path, u.zone_type, u.within_5km, coalesce(s.villages, 0) AS villages,
            ${MEASURE_COLUMNS.map((column) => `coalesce(s.${column}, 0) AS ${column}`).join(', ')}
     FROM root JOIN division u ON u.path @> ARRAY[$1]::text[] OR u.code = ANY(root.path)
     LEFT JOIN sums s ON s.code = u.code
     WHERE u.level IN ('county', 'township', 'village') AND (s.villages > 0 OR (u.level <> 'village' AND ${existsOn('u', '$4::date')}))
     ORDER BY u.code`,
    [query.division, scope.roots, query.season, query.asOf],
  );
  const inZones = await villagesInZones(sql, scope, query.division, query.asOf);
  const codes = rows.map(({ code }) => code);
  const counted = { season: query.season, asOf: query.asOf < query.today ? query.asOf : null };
  const found = await findingCountsOn(sql, scope, counted, [query.division, ...codes]);
  // A row above the division reported counts that division alone.
  const foundIn = ({ code, path }: UnitRow) => findingTotals(found.get(path.includes(query.division) ? code : query.division)!);
  const ofLevel = (level: string): ReportUnit[] =>
    rows.filter((row) => row.level === level).map((row) => ({ ...unitOf(row, inZones), findings: foundIn(row) }));
  return { counties: ofLevel('county'), townships: ofLevel('township'), villages: ofLevel('village') };
}

type UnitRow = Record<string, unknown> & {
  code: string;
  name: string;
  level: string;
  path: string[];
  zone_type: string | null;
  within_5km: boolean;
  villages: number;
};

function unitOf(row: UnitRow, inZones: ReadonlyMap<string, boolean>): Omit<ReportUnit, 'findings'> {
  const village = row.level === 'village';
  return {
    code: row.code,
    name: row.name,
    path: row.path,
    villages: row.villages,
    zoneType: village ? row.zone_type : null,
    within5km: village ? row.within_5km : null,
    noCoalZone: village ? (inZones.get(row.code) ?? null) : null,
    sums: sumsOfRow(row),
  };
}

/**
 * How many rows each list must have, counted by the database in the snapshot that the lists are read from. Also the sums of the
 * facts, which the roll-ups must equal.
 */
export async function countLists(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; asOf: CalendarDay; facts: string },
): Promise<{ counts: ListCounts; factSums: Sums }> {
  const from = `FROM ${query.facts} f JOIN division v ON v.code = f.village_code`;
  const where = 'WHERE f.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]';
  const values = [query.division, scope.roots, query.season];
  const [sums] = await sql.query<Record<string, unknown>>(`SELECT ${sumColumns('f')} ${from} ${where}`, values);
  const [others] = await sql.query<{ households: number; head_changes: number; usages: number }>(
    `SELECT count(*) FILTER (WHERE f.h = 1)::int AS households,
            coalesce(sum((SELECT count(*) FROM head_change c WHERE c.household_number = f.household_number AND c.changed_on <= $4::date))
            FILTER (WHERE f.h = 1), 0)::int AS head_changes,
            coalesce(sum((SELECT count(*) FROM meter_usage m WHERE m.household_number = f.household_number AND m.season = f.season))
            FILTER (WHERE f.h = 1), 0)::int AS usages
     ${from} ${where}`,
    [...values, query.asOf],
  );
  const factSums = sumsOfRow(sums!);
  const [findings] = await sql.query<{ n: number }>(`SELECT count(*)::int AS n ${FINDINGS_OF_REPORT}`, [...values, query.asOf]);
  return {
    factSums,
    counts: {
      households: others!.households,
      unstable: factSums.unstable,
      reburning: factSums.B,
      suspected: factSums.Q,
      letRooms: factSums.let,
      headChanges: others!.head_changes,
      usages: others!.usages,
      findings: findings!.n,
    },
  };
}
