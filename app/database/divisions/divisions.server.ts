import type { Sql } from '~/database/connection/sql.server';
import { statusInScope } from '~/database/households/status-in-scope.server';
import type { Scope } from '~/database/scope.server';
import type { DivisionLevel } from '~/domain/divisions/division-code';
/** The tree of divisions as people maintain it: names, dates, attributes. Every query takes a scope. */
import type { CalendarDay } from '~/domain/time/calendar-day';
import { hasEnded } from './in-force.server';

export type DivisionOption = { code: string; name: string; level: DivisionLevel; above: string };
const MOST_OPTIONS = 40;

/** Divisions whose name or code begins with, or contains, what was typed; those in force only. */
export async function findDivisions(
  sql: Sql,
  scope: Scope,
  query: { search: string; levels: readonly string[]; today: CalendarDay },
): Promise<DivisionOption[]> {
  const text = query.search.replace(/[\\%_]/g, '\\$&');
  return sql.query<DivisionOption>(
    `SELECT v.code, v.name, v.level, coalesce(p.name, '') AS above FROM division v LEFT JOIN division p ON p.code = v.parent_code
     WHERE v.path && $1::text[] AND v.level = ANY($2::text[]) AND NOT ${hasEnded('v', '$3::date')}
       AND (v.name LIKE '%' || $4 || '%' OR v.code LIKE $4 || '%')
     ORDER BY v.name NOT LIKE $4 || '%', v.code LIMIT ${MOST_OPTIONS}`,
    [scope.roots, query.levels, query.today, text],
  );
}

export async function divisionOptions(sql: Sql, scope: Scope, codes: readonly string[]): Promise<DivisionOption[]> {
  return sql.query<DivisionOption>(
    `SELECT v.code, v.name, v.level, coalesce(p.name, '') AS above FROM division v LEFT JOIN division p ON p.code = v.parent_code
     WHERE v.path && $1::text[] AND v.code = ANY($2::text[]) ORDER BY v.code`,
    [scope.roots, codes],
  );
}

/** A division as it is stored, with snake_case names. The history shows this before and after a change. */
export type DivisionRecord = {
  code: string;
  name: string;
  level: DivisionLevel;
  parent_code: string | null;
  zone_type: string | null;
  within_5km: boolean;
  relocating: boolean;
  completed_on: CalendarDay | null;
  valid_from: CalendarDay | null;
  valid_to: CalendarDay | null;
  merged_into: string | null;
  source: string;
};
const RECORD =
  'v.code, v.name, v.level, v.parent_code, v.zone_type, v.within_5km, v.relocating, v.completed_on, v.valid_from, v.valid_to, ' +
  'v.merged_into, v.source';

/** One division in the scope, locked until the transaction ends. */
export async function lockDivision(sql: Sql, scope: Scope, code: string): Promise<DivisionRecord | null> {
  const [row] = await sql.query<DivisionRecord>(`SELECT ${RECORD} FROM division v WHERE v.code = $1 AND v.path && $2::text[] FOR UPDATE`, [
    code,
    scope.roots,
  ]);
  return row ?? null;
}

type ChildLine = {
  code: string;
  name: string;
  validFrom: CalendarDay | null;
  validTo: CalendarDay | null;
  mergedInto: string | null;
  divisionsBelow: number;
  households: number;
};
export type DivisionPage = {
  division: DivisionRecord;
  mergedIntoName: string | null;
  trail: { code: string; name: string; level: DivisionLevel }[];
  divisionsBelow: ChildLine[];
  households: number;
};

/** A division with the divisions directly below it, in the scope. 在册户 are those in scope (正常, 闲置) of the whole subtree. */
export async function divisionPage(sql: Sql, scope: Scope, code: string): Promise<DivisionPage | null> {
  const [row] = await sql.query<DivisionRecord & { merged_into_name: string | null; households: number }>(
    `SELECT ${RECORD}, m.name AS merged_into_name,
            (SELECT count(*)::int FROM household h JOIN division w ON w.code = h.village_code WHERE w.path && ARRAY[v.code]
             AND ${statusInScope('h.status')}) AS households
     FROM division v LEFT JOIN division m ON m.code = v.merged_into WHERE v.code = $1 AND v.path && $2::text[]`,
    [code, scope.roots],
  );
  if (!row) return null;
  const { merged_into_name: mergedIntoName, households, ...division } = row;
  const trail = await sql.query<{ code: string; name: string; level: DivisionLevel }>(
    `SELECT a.code, a.name, a.level FROM division v JOIN division a ON a.code = ANY(v.path)
     WHERE v.code = $1 AND a.path && $2::text[] ORDER BY cardinality(a.path)`,
    [code, scope.roots],
  );
  const divisionsBelow = await sql.query<ChildLine>(
    `WITH counted AS (
       SELECT w.path[(SELECT cardinality(path) + 1 FROM division WHERE code = $1)] AS child, count(h.number)::int AS households
       FROM division w JOIN household h ON h.village_code = w.code WHERE w.path && ARRAY[$1]::text[]
         AND ${statusInScope('h.status')} GROUP BY 1)
     SELECT v.code, v.name, v.valid_from AS "validFrom", v.valid_to AS "validTo", v.merged_into AS "mergedInto",
            (SELECT count(*)::int FROM division b WHERE b.parent_code = v.code AND b.merged_into IS NULL
            AND b.valid_to IS NULL) AS "divisionsBelow",
            coalesce(c.households, 0) AS households
     FROM division v LEFT JOIN counted c ON c.child = v.code WHERE v.parent_code = $1 AND v.path && $2::text[]
     ORDER BY v.valid_to IS NOT NULL, v.code`,
    [code, scope.roots],
  );
  return { division, mergedIntoName, trail, divisionsBelow, households };
}

export async function insertDivision(
  sql: Sql,
  division: {
    code: string;
    name: string;
    level: DivisionLevel;
    parentCode: string;
    validFrom: CalendarDay;
    zoneType: string | null;
    source: string;
  },
): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO division (code, name, level, parent_code, path, zone_type, valid_from, source)
     SELECT $1, $2, $3, p.code, p.path || $1::text, $4, $5, $6 FROM division p WHERE p.code = $7 ON CONFLICT (code) DO NOTHING
     RETURNING code`,
    [division.code, division.name, division.level, division.zoneType, division.validFrom, division.source, division.parentCode],
  );
  return rows.length > 0;
}

export async function updateDivision(
  sql: Sql,
  division: {
    code: string;
    name: string;
    zoneType: string | null;
    within5km: boolean;
    relocating: boolean;
    completedOn: CalendarDay | null;
  },
): Promise<void> {
  await sql.query('UPDATE division SET name = $2, zone_type = $3, within_5km = $4, relocating = $5, completed_on = $6 WHERE code = $1', [
    division.code,
    division.name,
    division.zoneType,
    division.within5km,
    division.relocating,
    division.completedOn,
  ]);
}

export async function endDivision(sql: Sql, code: string, on: CalendarDay, mergedInto: string | null): Promise<void> {
  await sql.query('UPDATE division SET valid_to = $2, merged_into = $3 WHERE code = $1', [code, on, mergedInto]);
}

/** What prevents closing a division: divisions in force below it, and households in scope (正常, 闲置) of its villages. */
export async function stillInUse(sql: Sql, code: string): Promise<{ divisionsBelow: number; households: number }> {
  const [row] = await sql.query<{ divisionsBelow: number; households: number }>(
    `SELECT (SELECT count(*)::int FROM division b WHERE b.parent_code = $1 AND b.valid_to IS NULL) AS "divisionsBelow",
            (SELECT count(*)::int FROM household h JOIN division w ON w.code = h.village_code
             WHERE w.path && ARRAY[$1]::text[] AND ${statusInScope('h.status')}) AS households`,
    [code],
  );
  return row!;
}

/** Moves everything directly below `from`, with its subtrees, to `into`. Returns the codes that moved. */
export async function moveChildren(sql: Sql, from: string, into: string): Promise<string[]> {
  const moved = await sql.query<{ code: string }>('UPDATE division SET parent_code = $2 WHERE parent_code = $1 RETURNING code', [
    from,
    into,
  ]);
  await sql.query(
    `UPDATE division d SET path = p.path || d.path[array_position(d.path, $1) + 1:] FROM division p
     WHERE p.code = $2 AND d.path && ARRAY[$1]::text[] AND d.code <> $1`,
    [from, into],
  );
  return moved.map((row) => row.code).sort();
}

/** Moves the households of a village and returns their numbers. refreshFacts then moves facts and roll-ups. */
export async function moveHouseholds(sql: Sql, from: string, into: string): Promise<string[]> {
  const rows = await sql.query<{ number: string }>(
    'UPDATE household SET village_code = $2, revision = revision + 1 WHERE village_code = $1 RETURNING number',
    [from, into],
  );
  return rows.map((row) => row.number).sort();
}

/** Moves plans, no-coal zones, heat sources and the rights of accounts from `from` to `into`. */
export async function moveWhatBelongs(sql: Sql, from: string, into: string): Promise<void> {
  await sql.query(
    `INSERT INTO conversion_plan (village_code, year, mode, households) SELECT $2, year, mode, households FROM conversion_plan
      WHERE village_code = $1
     ON CONFLICT (village_code, year, mode) DO UPDATE SET households = conversion_plan.households + excluded.households`,
    [from, into],
  );
  await sql.query('DELETE FROM conversion_plan WHERE village_code = $1', [from]);
  await sql.query(
    `INSERT INTO no_coal_zone (zone, village_code, document, name, valid_from, valid_to) SELECT zone, $2, document, name, valid_from,
      valid_to FROM no_coal_zone WHERE village_code = $1 ON CONFLICT DO NOTHING`,
    [from, into],
  );
  await sql.query('DELETE FROM no_coal_zone WHERE village_code = $1', [from]);
  await sql.query('UPDATE received_household SET village_code = $2 WHERE village_code = $1', [from, into]);
  await sql.query('UPDATE problem_report SET village_code = $2 WHERE village_code = $1', [from, into]);
  await sql.query('UPDATE heat_source SET division_code = $2 WHERE division_code = $1', [from, into]);
  await sql.query(
    `INSERT INTO account_division (account_id, division_code) SELECT account_id, $2 FROM account_division WHERE division_code = $1
      ON CONFLICT DO NOTHING`,
    [from, into],
  );
  await sql.query('DELETE FROM account_division WHERE division_code = $1', [from]);
}
