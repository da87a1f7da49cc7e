import {
  chosenColumns,
  deleteView,
  forgetColumns,
  keepColumns,
  otherViews,
  renameView,
  savedViews,
  saveView,
} from '~/database/access/table-choices.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refuse } from '~/domain/problems';
import { MOST_SAVED_VIEWS, type SavedView } from '~/domain/tables/saved-view';
import type { TableList } from '~/domain/tables/table-view';

/** How this person keeps a list: the columns chosen last, and the saved views. */
export type TableChoices = { remembered: string[] | null; views: SavedView[] };

export function tableChoices(db: Database, account: string | null, list: TableList): Promise<TableChoices> {
  return withSql(db, async (sql) => ({
    remembered: await chosenColumns(sql, account, list),
    views: await savedViews(sql, account, list),
  }));
}

export function allSavedViews(db: Database, account: string): Promise<SavedView[]> {
  return withSql(db, (sql) => savedViews(sql, account));
}

export function rememberColumns(db: Database, account: string, list: TableList, columns: readonly string[]): Promise<void> {
  return withSql(db, (sql) => (columns.length === 0 ? forgetColumns(sql, account, list) : keepColumns(sql, account, list, columns)));
}

/** Saves a view under its name; one of the same name takes the new address. */
export function keepView(db: Database, account: string, view: Omit<SavedView, 'id'>): Promise<void> {
  return inTransaction(db, async (sql) => {
    if ((await otherViews(sql, account, view.list, view.name)) >= MOST_SAVED_VIEWS) {
      refuse('table.too-many-views', { most: MOST_SAVED_VIEWS });
    }
    await saveView(sql, account, view);
  });
}

export function renameSavedView(db: Database, account: string, id: string, name: string): Promise<void> {
  return inTransaction(db, async (sql) => {
    const renamed = await renameView(sql, account, id, name);
    if (renamed === null) refuse('table.view-name-taken', { name });
    if (!renamed) refuse('table.view-unknown');
  });
}

export async function deleteSavedView(db: Database, account: string, id: string): Promise<void> {
  if (!(await withSql(db, (sql) => deleteView(sql, account, id)))) refuse('table.view-unknown');
}
