/** Reads a household's own columns before a change and writes the change. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** The columns that a visit may change. */
export type ChangeableRow = {
  residence: string;
  house_use: string | null;
  people: number | null;
  elderly: number | null;
  address: string | null;
  phone_encrypted: string | null;
  phone_masked: string | null;
};

export type ChangeableHousehold = ChangeableRow & { number: string };

/** The caller holds the households' locks and has found them in scope. */
export async function changeableColumns(sql: Sql, numbers: readonly string[]): Promise<Map<string, ChangeableHousehold>> {
  if (numbers.length === 0) return new Map();
  const rows = await sql.query<ChangeableHousehold>(
    `SELECT number, ${CHANGEABLE.join(', ')} FROM household WHERE number = ANY($1::text[])`,
    [numbers],
  );
  return new Map(rows.map((row) => [row.number, row]));
}

const CHANGEABLE = [
  'residence',
  'house_use',
  'people',
  'elderly',
  'address',
  'phone_encrypted',
  'phone_masked',
] as const satisfies readonly (keyof ChangeableRow)[];

/** Whether this is a village of the scope that was not merged into another. */
export async function isUnmergedVillage(sql: Sql, scope: Scope, code: string): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM division v WHERE v.code = $1 AND v.level = 'village' AND v.path && $2::text[] AND v.merged_into IS NULL`,
    [code, scope.roots],
  );
  return rows.length > 0;
}

/** Writes the columns that a visit may change. The caller raises the revisions. */
export async function updateHouseholds(sql: Sql, households: readonly ChangeableHousehold[]): Promise<void> {
  if (households.length === 0) return;
  await sql.query(
    `UPDATE household h SET ${CHANGEABLE.map((column) => `${column} = n.${column}`).join(', ')}
     FROM json_populate_recordset(null::household, $1::json) n WHERE h.number = n.number`,
    [JSON.stringify(households)],
  );
}

/** Raises the revisions, so that whoever saw these households before can tell that something was recorded since. */
export async function raiseRevisionsOf(sql: Sql, numbers: readonly string[]): Promise<void> {
  await sql.query('UPDATE household SET revision = revision + 1 WHERE number = ANY($1::text[])', [numbers]);
}

export async function insertHeadChange(
  sql: Sql,
  change: { household: string; before: string; after: string; changedOn: CalendarDay; reason: string; actor: string },
): Promise<void> {
  await sql.query(
    'INSERT INTO head_change (household_number, head_before, head_after, changed_on, reason, actor) VALUES ($1, $2, $3, $4, $5, $6)',
    [change.household, change.before, change.after, change.changedOn, change.reason, change.actor],
  );
}
