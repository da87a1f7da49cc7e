/** The records of a division as a package carries them (app/domain/package/packed-sheets.ts), through a cursor, in order of their keys. */

import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { MEASURE_COLUMNS } from '~/database/facts/measure-columns.server';
import { isShared } from '~/database/findings/counts.server';
import { type EnumName, type LabelListName, valuesOf } from '~/domain/contract/enumerations';
import { PACKED_QUESTIONS, PACKED_SHEETS, type PackedName } from '~/domain/package/packed-sheets';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { EVERYTHING, type Scope } from '../scope.server';

export type PackedQuery = { division: string; seasons: readonly string[] };

/** $1 the division, $2 the scope. */
const inArea = (village: string): string =>
  `EXISTS (SELECT 1 FROM division v WHERE v.code = ${village} AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[])`;
const OF_HOUSEHOLD = `JOIN household h ON h.number = x.household_number AND ${inArea('h.village_code')}`;
/** $3 the seasons of the package. */
const OF_SEASON = 'x.season = ANY($3::text[])';
/** $3 the seasons: an entitlement of the season before the first one decides about continuity in that one. */
const UNTIL_LAST = 'x.season <= (SELECT max(s) FROM unnest($3::text[]) s)';
/**
 * The id that a finding has in packages of this division: a value that two counties share is one finding here, and lies in both packages.
 */
const FINDING_ID = `md5(x.id::text || '/' || $1)::uuid`;
const FINDING = `(x.season = ANY($3::text[]) AND (${inArea('x.division_code')} OR EXISTS (
  SELECT 1 FROM finding_place p WHERE p.finding_id = x.id AND ${inArea('p.division_code')})))`;
/** Subjects that contain a meter, a serial number or a visitor's name get the finding's id in their place. */
const SUBJECT = `CASE WHEN ${isShared('x')} THEN 'key:' || split_part(x.subject, ':', 2) || ':#' || ${FINDING_ID}
  WHEN x.rule = 'R21' THEN 'visitor:#' || ${FINDING_ID} || ':' || right(x.subject, 10)
  WHEN x.rule IS NULL THEN ${FINDING_ID}::text ELSE x.subject END`;

const FROM: Record<PackedName, string> = {
  divisions: `FROM division x WHERE ($1 = ANY(x.path) OR x.code = ANY((SELECT path FROM division WHERE code = $1)::text[]))
    AND $2::text[] IS NOT NULL ORDER BY length(x.code), x.code`,
  // The division itself has a row for every season, with the days that hold there wherever they were entered.
  seasons: `FROM (
      SELECT s.name AS season, $1::text AS division_code, n.starts_on, n.ends_on, s.closed_at, s.finding_thresholds AS thresholds
      FROM season s LEFT JOIN LATERAL (
        SELECT d.starts_on, d.ends_on FROM season_dates d JOIN division a ON a.code = d.division_code
        WHERE d.season = s.name AND a.code = ANY((SELECT path FROM division WHERE code = $1)::text[])
        ORDER BY cardinality(a.path) DESC LIMIT 1
      ) n ON true
      UNION ALL
      SELECT d.season, d.division_code, d.starts_on, d.ends_on, s.closed_at, s.finding_thresholds
      FROM season_dates d JOIN season s ON s.name = d.season WHERE d.division_code <> $1 AND ${inArea('d.division_code')}
    ) x WHERE ${OF_SEASON} ORDER BY x.season, x.division_code`,
  heatSources: `FROM heat_source x WHERE ${inArea('x.division_code')} OR EXISTS (SELECT 1 FROM conversion c
    JOIN household h ON h.number = c.household_number AND ${inArea('h.village_code')}
    WHERE c.current AND c.heat_source_number = x.number) ORDER BY x.number`,
  households: `FROM household x LEFT JOIN conversion c ON c.household_number = x.number AND c.current
    WHERE ${inArea('x.village_code')} ORDER BY x.village_code, x.number`,
  rooms: `FROM room x ${OF_HOUSEHOLD} WHERE ${OF_SEASON} ORDER BY x.household_number, x.season, x.room`,
  visits: `FROM visit x ${OF_HOUSEHOLD} WHERE ${OF_SEASON} ORDER BY x.household_number, x.season, x.id`,
  usages: `FROM meter_usage x ${OF_HOUSEHOLD} WHERE ${OF_SEASON} ORDER BY x.household_number, x.season, x.energy`,
  policies: `FROM subsidy_policy x WHERE ${UNTIL_LAST} AND (${inArea('x.division_code')} OR EXISTS (SELECT 1 FROM entitlement e
    JOIN household h ON h.number = e.household_number AND ${inArea('h.village_code')} WHERE e.policy_number = x.number)) ORDER BY x.number`,
  entitlements: `FROM entitlement x ${OF_HOUSEHOLD} WHERE ${UNTIL_LAST} ORDER BY x.household_number, x.policy_number`,
  batches: `FROM payment_batch x WHERE (${inArea('x.division_code')} AND (x.season IS NULL OR ${UNTIL_LAST})) OR EXISTS (
    SELECT 1 FROM payment p JOIN household h ON h.number = p.household_number AND ${inArea('h.village_code')}
    WHERE p.batch_division = x.division_code AND p.batch_number = x.number
      AND p.season <= (SELECT max(s) FROM unnest($3::text[]) s)) ORDER BY x.division_code, x.number`,
  payments: `FROM payment x ${OF_HOUSEHOLD} WHERE ${UNTIL_LAST} ORDER BY x.household_number, x.policy_number, x.level, x.batch_number`,
  funds: `FROM fund x WHERE ${UNTIL_LAST} AND ${inArea('x.division_code')} ORDER BY x.division_code, x.season, x.level, x.document`,
  zones: `FROM no_coal_zone x WHERE ${inArea('x.village_code')} AND $3::text[] IS NOT NULL ORDER BY x.zone, x.village_code, x.document`,
  plans: `FROM conversion_plan x WHERE ${inArea('x.village_code')} AND $3::text[] IS NOT NULL ORDER BY x.village_code, x.year, x.mode`,
  targets: `FROM target x WHERE ${OF_SEASON} AND ${inArea('x.division_code')}
    ORDER BY x.division_code, x.season, x.zone_type, x.indicator`,
  findings: `FROM finding x WHERE ${FINDING} ORDER BY x.season, x.number`,
  findingPlaces: `FROM finding_place y JOIN finding x ON x.id = y.finding_id AND ${FINDING}
    WHERE ${inArea('y.division_code')} ORDER BY x.season, x.number, y.division_code, y.household_number`,
  closedFacts: `FROM household_facts x ${OF_HOUSEHOLD} JOIN season s ON s.name = x.season AND s.closed_at IS NOT NULL
    WHERE ${OF_SEASON} AND ${inArea('x.village_code')} ORDER BY x.season, x.household_number`,
};
/** The measures in which a household counts, by their columns; those of nought, which are most, are left out. */
const FACTS = `('{' || concat_ws(',', ${MEASURE_COLUMNS.map(
  (column) => `CASE WHEN x.${column} <> 0 THEN '"${column}":' || x.${column} END`,
).join(', ')}) || '}')::json`;
const WITHOUT_SEASONS: ReadonlySet<PackedName> = new Set(['divisions', 'heatSources', 'households']);

const OF_CONVERSION = new Set([
  'mode',
  'device',
  'year',
  'batch',
  'in_plan',
  'installed_on',
  'town_accepted_on',
  'county_accepted_on',
  'connected_on',
  'stove_removed_on',
  'coal_cleared_on',
  'heat_source_number',
  'applied_on',
  'agreed_on',
  'village_accepted_on',
]);

/** What a column is, where it is not the column of the same name of `x`. */
function expression(name: PackedName, column: string): string {
  if (name === 'households' && OF_CONVERSION.has(column)) return `c.${column}`;
  if (name === 'findings') {
    if (column === 'id') return FINDING_ID;
    if (column === 'number') return `$1 || '-' || x.number`;
    if (column === 'subject') return SUBJECT;
    if (column === 'division_code') return `CASE WHEN ${inArea('x.division_code')} THEN x.division_code ELSE $1 END`;
    if (column === 'household_number')
      return `(SELECT h.number FROM household h WHERE h.number = x.household_number AND ${inArea('h.village_code')})`;
  }
  if (name === 'closedFacts' && column === 'facts') return FACTS;
  if (name === 'findingPlaces') return column === 'finding_id' ? FINDING_ID : `y.${column}`;
  return `x.${column}`;
}

/** The rows of a sheet, by its columns. */
export async function* packedRows(
  sql: Sql,
  name: PackedName,
  { division, seasons }: PackedQuery,
  scope: Scope = EVERYTHING,
): AsyncGenerator<Record<string, unknown>> {
  const columns = PACKED_SHEETS[name].columns.filter(({ column }) => !column.startsWith('answer_'));
  const answers = name === 'visits' ? ', x.answers' : '';
  const rows = sql.stream<Record<string, unknown>>(
    `SELECT ${columns.map(({ column }) => `${expression(name, column)} AS ${column}`).join(', ')}${answers} ${FROM[name]}`,
    WITHOUT_SEASONS.has(name) ? [division, scope.roots] : [division, scope.roots, seasons],
  );
  for await (const row of rows) yield name === 'visits' ? withAnswers(row) : row;
}

/** The answers of a visit as columns; of lists that a paper record may extend, only what the list offers. */
function withAnswers({ answers, ...row }: Record<string, unknown>): Record<string, unknown> {
  const given = answers as Record<string, unknown>;
  for (const { question, form } of PACKED_QUESTIONS) {
    const value = given[question];
    row[`answer_${question}`] = Array.isArray(value) && 'list' in form ? offered(form.list, value) : value;
  }
  return row;
}

function offered(list: EnumName | LabelListName, values: readonly unknown[]): unknown[] | null {
  const known = values.filter((value) => valuesOf(list).includes(String(value)));
  return known.length > 0 ? known : null;
}

/** The seasons of a package: the one asked for and every earlier one, oldest first, with the day on which they were closed. */
export async function seasonsUntil(
  sql: Sql,
  season: string,
): Promise<{ season: string; closedAt: string | null; closedOn: CalendarDay | null }[]> {
  return sql.query(
    `SELECT name AS season, closed_at AS "closedAt", ${chinaDay('closed_at')} AS "closedOn" FROM season WHERE name <= $1 ORDER BY name`,
    [season],
  );
}

/** The divisions of a package that have divisions below them: figures are asked for by these. */
export async function divisionsWithChildren(sql: Sql, division: string): Promise<string[]> {
  const rows = await sql.query<{ code: string }>(
    `SELECT d.code FROM division d WHERE d.path @> ARRAY[$1]::text[] AND EXISTS (SELECT 1 FROM division c WHERE c.parent_code = d.code)
     ORDER BY cardinality(d.path), d.code`,
    [division],
  );
  return rows.map(({ code }) => code);
}

/** Findings and closed ones of each division below one; with `taken` only those that came with a package. */
export async function packedFindings(
  sql: Sql,
  division: string,
  season: string,
  taken: boolean,
): Promise<Map<string, { findings: number; closed: number }>> {
  const rows = await sql.query<{ code: string; findings: number; closed: number }>(
    `SELECT a.code, count(DISTINCT f.id)::int AS findings, (count(DISTINCT f.id) FILTER (WHERE f.state = 'closed'))::int AS closed
     FROM finding f JOIN finding_place p ON p.finding_id = f.id JOIN division v ON v.code = p.division_code AND v.path @> ARRAY[$1]::text[]
     CROSS JOIN LATERAL unnest(v.path) AS a(code) JOIN division d ON d.code = a.code AND d.path @> ARRAY[$1]::text[]
     WHERE f.season = $2 AND (NOT $3::boolean OR f.created_by = 'package') GROUP BY 1`,
    [division, season, taken],
  );
  return new Map(rows.map(({ code, ...counts }) => [code, counts]));
}
