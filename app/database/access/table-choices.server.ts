/** 常用视图和选列: how a person keeps a table. Every statement is about the person's own account. */

import { randomUUID } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import type { SavedView } from '~/domain/tables/saved-view';
import type { TableList } from '~/domain/tables/table-view';

/** Of one list, or of all. */
export async function savedViews(sql: Sql, accountId: string | null, list: TableList | null = null): Promise<SavedView[]> {
  return sql.query<SavedView>(
    `SELECT id, list, name, address FROM saved_view WHERE account_id = $1::uuid AND ($2::text IS NULL OR list = $2) ORDER BY list, name`,
    [accountId, list],
  );
}

/** A view of the same name takes the new address. The row of the account is locked, so that two at once stay within the limit. */
export async function saveView(sql: Sql, accountId: string, view: Omit<SavedView, 'id'>): Promise<void> {
  await sql.query(
    `INSERT INTO saved_view (id, account_id, list, name, address) VALUES ($1::uuid, $2::uuid, $3, $4, $5)
     ON CONFLICT (account_id, list, name) DO UPDATE SET address = excluded.address`,
    [randomUUID(), accountId, view.list, view.name, view.address],
  );
}

/** How many views of a list the account has besides one of this name. */
export async function otherViews(sql: Sql, accountId: string, list: TableList, name: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `SELECT count(v.id)::int AS n FROM (SELECT id FROM account WHERE id = $1::uuid FOR UPDATE) a
     LEFT JOIN saved_view v ON v.account_id = a.id AND v.list = $2 AND v.name <> $3`,
    [accountId, list, name],
  );
  return row?.n ?? 0;
}

/** False when the account has no such view; null when another one of the list has the name. */
export async function renameView(sql: Sql, accountId: string, id: string, name: string): Promise<boolean | null> {
  const [view] = await sql.query<{ taken: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM saved_view o WHERE o.account_id = v.account_id AND o.list = v.list AND o.name = $3
       AND o.id <> v.id) AS taken
     FROM saved_view v WHERE v.id = $2::uuid AND v.account_id = $1::uuid FOR UPDATE`,
    [accountId, id, name],
  );
  if (!view) return false;
  if (view.taken) return null;
  await sql.query('UPDATE saved_view SET name = $3 WHERE id = $2::uuid AND account_id = $1::uuid', [accountId, id, name]);
  return true;
}

/** False when the account has no such view. */
export async function deleteView(sql: Sql, accountId: string, id: string): Promise<boolean> {
  const gone = await sql.query('DELETE FROM saved_view WHERE id = $2::uuid AND account_id = $1::uuid RETURNING id', [accountId, id]);
  return gone.length > 0;
}

/** The columns this person chose last for a list; null when they never did. */
export async function chosenColumns(sql: Sql, accountId: string | null, list: TableList): Promise<string[] | null> {
  const [row] = await sql.query<{ columns: string[] }>('SELECT columns FROM table_columns WHERE account_id = $1::uuid AND list = $2', [
    accountId,
    list,
  ]);
  return row?.columns ?? null;
}

export async function keepColumns(sql: Sql, accountId: string, list: TableList, columns: readonly string[]): Promise<void> {
  await sql.query(
    `INSERT INTO table_columns (account_id, list, columns) VALUES ($1::uuid, $2, $3::text[])
     ON CONFLICT (account_id, list) DO UPDATE SET columns = excluded.columns`,
    [accountId, list, columns],
  );
}

/** Back to the usual columns. */
export async function forgetColumns(sql: Sql, accountId: string, list: TableList): Promise<void> {
  await sql.query('DELETE FROM table_columns WHERE account_id = $1::uuid AND list = $2', [accountId, list]);
}
