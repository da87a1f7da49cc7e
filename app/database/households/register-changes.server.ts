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

/** The caller holds the household's lock and has found it in scope. */
export async function changeableColumns(sql: Sql, number: string): Promise<ChangeableRow | null> {
  const [row] = await sql.query<ChangeableRow>(
    'SELECT residence, house_use, people, elderly, address, phone_encrypted, phone_masked FROM household WHERE number = $1',
    [number],
  );
  return row ?? null;
}

/** Whether this is a village of the scope that was not merged into another. */
export async function isUnmergedVillage(sql: Sql, scope: Scope, code: string): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM division v WHERE v.code = $1 AND v.level = 'village' AND v.path && $2::text[] AND v.merged_into IS NULL`,
    [code, scope.roots],
  );
  return rows.length > 0;
}

/** Writes columns of one household and raises its revision, unless the caller raises it for several households together. */
export async function updateHousehold(
  sql: Sql,
  number: string,
  columns: Partial<ChangeableRow>,
  { raiseRevision }: { raiseRevision: boolean },
): Promise<void> {
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const sets = [...(raiseRevision ? ['revision = revision + 1'] : []), ...names.map((name, at) => `${name} = $${at + 2}`)];
  await sql.query(`UPDATE household SET ${sets.join(', ')} WHERE number = $1`, [number, ...names.map((name) => columns[name])]);
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
