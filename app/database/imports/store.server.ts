/**
 * The steps of storing that all plain sheets share: which staged rows are new, which differ from what is stored, and the
 * statements that write them and their history.
 */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import type { Counts, StagedTable } from './staging.server';

export type Target = {
  /** The table of the register. */
  target: string;
  /** The columns the file has; only these are compared and changed. */
  columns: readonly string[];
  /** Restricts the staged rows `s`. */
  only?: string;
};

const and = (condition: string | undefined): string => (condition ? `AND ${condition}` : '');
const equalKeys = (staged: StagedTable, a: string, b: string): string =>
  staged.key.map((column) => `${a}.${column} = ${b}.${column}`).join(' AND ');

/** The columns of a sheet that are no part of its key. */
function valuesIn(staged: StagedTable, columns: readonly string[]): string[] {
  return columns.filter((column) => !staged.key.includes(column));
}

/**
 * A blank cell leaves the stored value as it is: the staged row gets it, unless the cell said 清空. After this a staged row is complete,
 * and no later statement has to know which cells were blank. `match` replaces the equality of the keys of `s` and `r`.
 */
export async function keepStored(sql: Sql, staged: StagedTable, target: Target & { match?: string }): Promise<void> {
  const columns = valuesIn(staged, target.columns);
  if (columns.length === 0) return;
  const kept = (column: string) => `CASE WHEN '${column}' = ANY(s.cleared) THEN s.${column} ELSE coalesce(s.${column}, r.${column}) END`;
  await sql.query(
    `UPDATE ${staged.table} s SET ${columns.map((column) => `${column} = ${kept(column)}`).join(', ')}
     FROM ${target.target} r WHERE NOT s.refused AND ${target.match ?? equalKeys(staged, 'r', 's')}
       AND (${columns.map((column) => `s.${column} IS NULL AND r.${column} IS NOT NULL`).join(' OR ')}) ${and(target.only)}`,
  );
}

/** That a stored row `r` says the same as a staged row `s` in the columns of the sheet. */
export function sameValues(staged: StagedTable, columns: readonly string[], r = 'r'): string {
  const compared = valuesIn(staged, columns);
  if (compared.length === 0) return `${r}.${staged.key[0]} IS NOT NULL`;
  return `(${r}.${staged.key[0]} IS NOT NULL AND ${compared
    .map((column) => `${r}.${column} IS NOT DISTINCT FROM s.${column}`)
    .join(`
    AND `)})`;
}

/**
 * Fills the table `changed_row` with the keys of accepted rows that are new or differ, and their values before. Each
 * sheet makes the table anew.
 */
export async function changedIn(sql: Sql, staged: StagedTable, target: Target): Promise<void> {
  const types = new Map(staged.columns);
  const keys = staged.key.map((column) => `${column} ${types.get(column)}`).join(', ');
  await makeWorkTable(sql, 'changed_row', `${keys}, sheet_row int, is_new boolean, before json`);
  await sql.query(
    `INSERT INTO changed_row
     SELECT ${staged.key.map((column) => `s.${column}`).join(', ')}, s.sheet_row, r.${staged.key[0]} IS NULL AS is_new,
            CASE WHEN r.${staged.key[0]} IS NOT NULL THEN to_json(r) END AS before
     FROM ${staged.table} s LEFT JOIN ${target.target} r ON ${equalKeys(staged, 'r', 's')}
     WHERE NOT s.refused ${and(target.only)} AND NOT ${sameValues(staged, target.columns)}`,
  );
  await sql.query('ANALYZE changed_row (sheet_row, is_new)');
}

export async function countsOf(sql: Sql, staged: StagedTable, only?: string): Promise<Counts> {
  const [row] = await sql.query<Counts>(
    `SELECT (SELECT count(*) FROM changed_row WHERE is_new)::int AS added, (SELECT count(*) FROM changed_row
      WHERE NOT is_new)::int AS updated,
            ((SELECT count(*) FROM ${staged.table} s WHERE NOT s.refused ${and(only)}) - (SELECT count(*)
            FROM changed_row))::int AS unchanged`,
  );
  return row!;
}

export type Store = Target & {
  /** Further columns of new rows, as expressions over the staged row `s`. */
  added?: Record<string, string>;
  /** Further columns of changed rows. */
  updated?: Record<string, string>;
  /** Expressions over the stored row `t`; left out when the sheet writes its history in another way. */
  history?: { chain: string; entity: string; key: string };
};

/** Writes the rows that `changedIn` found. */
export async function storeChanges(sql: Sql, staged: StagedTable, store: Store): Promise<void> {
  const columns = staged.columns.map(([name]) => name).filter((name) => staged.key.includes(name) || store.columns.includes(name));
  const added = { ...Object.fromEntries(columns.map((column) => [column, `s.${column}`])), ...store.added };
  await sql.query(
    `INSERT INTO ${store.target} (${Object.keys(added).join(', ')}) SELECT ${Object.values(added).join(', ')}
     FROM ${staged.table} s JOIN changed_row c ON c.sheet_row = s.sheet_row WHERE c.is_new`,
  );
  const updated = { ...Object.fromEntries(valuesIn(staged, store.columns).map((column) => [column, `s.${column}`])), ...store.updated };
  if (Object.keys(updated).length > 0) {
    await sql.query(
      `UPDATE ${store.target} t SET ${Object.entries(updated)
        .map(([column, value]) => `${column} = ${value}`)
        .join(', ')}
       FROM ${staged.table} s JOIN changed_row c ON c.sheet_row = s.sheet_row WHERE NOT c.is_new AND ${equalKeys(staged, 't', 's')}`,
    );
  }
  if (store.history) {
    const { chain, entity, key } = store.history;
    await sql.query(
      `INSERT INTO import_history (chain, entity, entity_key, before, after)
       SELECT ${chain}, '${entity}', ${key}, c.before, to_json(t)
       FROM changed_row c JOIN ${store.target} t ON ${equalKeys(staged, 't', 'c')} ORDER BY c.sheet_row`,
    );
  }
}
