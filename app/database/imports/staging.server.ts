/**
 * Where the rows of an import wait until they are checked: tables of one transaction. Checks and changes are
 * statements over whole tables, so neither time nor memory of the app grows with a query per row.
 *
 * SQL here is built from names and conditions in the files of this folder. Values of the imported file come only as parameters
 * or from the tables.
 */

import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';

type StagedColumn = readonly [name: string, type: string];

export type StagedTable = {
  /** Name of the sheet, as problems name it. */
  sheet: string;
  table: string;
  /** Columns of the natural key. */
  key: readonly string[];
  /** The column of the contract at which a problem with the whole key is shown. */
  keyColumn: string;
  columns: readonly StagedColumn[];
};

/** What a check or a change needs beside its tables. */
export type ImportContext = {
  /** Divisions whose subtrees the importer sees. */
  roots: readonly string[];
  now: string;
  today: string;
  /** The username that the history records. */
  actor: string;
  /** The name that the list of changed heads shows. */
  actorName: string;
};

export type Counts = { added: number; updated: number; unchanged: number };

export type ProblemRow = {
  sheet: string;
  row: number;
  column: string;
  value: string;
  code: string;
  details?: Record<string, string | number>;
  level: 'refused' | 'note';
};

/**
 * Creates the tables every import needs, and stores as settings of the transaction who imports, when and under which rules, so
 * that fixed statements can read them. One import runs at a time; its lock ends with the transaction.
 */
export async function openStaging(sql: Sql, context: ImportContext, ruleVersion: string): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'import'`)})`);
  await sql.query(
    `SELECT set_config('import.now', $1, true), set_config('import.actor', $2, true), set_config('import.rule_version', $3, true)`,
    [context.now, context.actor, ruleVersion],
  );
  await makeWorkTable(sql, 'incoming_problem', 'sheet text, row int, column_key text, value text, code text, details jsonb, level text');
  await makeWorkTable(sql, 'import_history', 'n bigserial, chain text, entity text, entity_key text, before json, after json');
  // One row per household that changed, and per season and division whose dates did.
  await makeWorkTable(sql, 'touched_household', 'number text PRIMARY KEY, is_new boolean NOT NULL');
  // Households of which only the ledger of subsidies changed. Their facts are recomputed, but their revision stays, because
  // what a phone holds of them is still current.
  await makeWorkTable(sql, 'touched_ledger', 'number text PRIMARY KEY');
  await makeWorkTable(sql, 'touched_season', 'season text, division_code text');
}

export async function createStaged(sql: Sql, staged: StagedTable): Promise<void> {
  const columns = staged.columns.map(([name, type]) => `${name} ${type}`).join(', ');
  await makeWorkTable(sql, staged.table, `sheet_row int PRIMARY KEY, refused boolean NOT NULL, cleared text[] NOT NULL, ${columns}`);
}

/** Rows as [sheet row, refused, columns to clear, …values in the order of the columns]. */
export async function stageRows(sql: Sql, staged: StagedTable, rows: unknown[][]): Promise<void> {
  await sql.copyIn(staged.table, ['sheet_row', 'refused', 'cleared', ...staged.columns.map(([name]) => name)], rows);
}

export async function recordProblems(sql: Sql, problems: readonly ProblemRow[]): Promise<void> {
  if (problems.length === 0) return;
  await sql.copyIn(
    'incoming_problem',
    ['sheet', 'row', 'column_key', 'value', 'code', 'details', 'level'],
    problems.map((p) => [p.sheet, p.row, p.column, p.value, p.code, p.details ? JSON.stringify(p.details) : null, p.level]),
  );
}

/** Collects statistics for the planner, which such tables do not have by themselves. */
export async function analyze(sql: Sql, staged: StagedTable): Promise<void> {
  await sql.query(`ANALYZE ${staged.table} (sheet_row, refused, ${staged.key.join(', ')})`);
}

export type Check = {
  /** Column of the contract the problem is shown at. */
  column: string;
  code: string;
  /** Condition over the staged row `s` (and what `from` joins). A NULL condition is no problem. */
  where: string;
  /** Further tables, as they follow `FROM staged s`. */
  from?: string;
  /** The value to show; the column itself when left out is ''. */
  value?: string;
  details?: string;
};

/** Refuses every row for which the condition holds. */
export async function refuseRows(sql: Sql, staged: StagedTable, check: Check, values: unknown[] = []): Promise<void> {
  await sql.query(
    `WITH bad AS (
       SELECT DISTINCT ON (s.sheet_row) s.sheet_row, coalesce((${check.value ?? "''"})::text, '') AS value,
       ${check.details ?? 'NULL::jsonb'} AS details
       FROM ${staged.table} s ${check.from ?? ''} WHERE ${check.where} ORDER BY s.sheet_row
     ), marked AS (
       UPDATE ${staged.table} t SET refused = true FROM bad WHERE t.sheet_row = bad.sheet_row AND NOT t.refused
     )
     INSERT INTO incoming_problem (sheet, row, column_key, value, code, details, level)
     SELECT '${staged.sheet}', sheet_row, '${check.column}', value, '${check.code}', details, 'refused' FROM bad`,
    values,
  );
}

/** Notes the rows without refusing them. Only accepted rows are noted. `code` is an expression here. */
export async function noteRows(sql: Sql, staged: StagedTable, check: Check, values: unknown[] = []): Promise<void> {
  await sql.query(
    `INSERT INTO incoming_problem (sheet, row, column_key, value, code, details, level)
     SELECT DISTINCT ON (s.sheet_row) '${staged.sheet}', s.sheet_row, '${check.column}', coalesce((${check.value ?? "''"})::text, ''),
            ${check.code}, ${check.details ?? 'NULL::jsonb'}, 'note'
     FROM ${staged.table} s ${check.from ?? ''} WHERE NOT s.refused AND (${check.where}) ORDER BY s.sheet_row`,
    values,
  );
}

/** Of rows with the same natural key the first counts; each later one is refused and names the first. */
export async function refuseRepeated(sql: Sql, staged: StagedTable): Promise<void> {
  const key = staged.key.join(', ');
  await refuseRows(sql, staged, {
    column: staged.keyColumn,
    code: 'repeated_in_file',
    from: `JOIN (SELECT sheet_row, min(sheet_row) OVER (PARTITION BY ${key}) AS first FROM ${staged.table}
                 WHERE ${staged.key.map((column) => `${column} IS NOT NULL`).join(' AND ')}) k ON k.sheet_row = s.sheet_row`,
    where: 'k.first < s.sheet_row',
    value: staged.key.map((column) => `s.${column}::text`).join(" || ' ' || "),
    details: `jsonb_build_object('first', k.first)`,
  });
}

/** Marks the households of changed records and locks them, so that a concurrent submission waits and sees the change. */
export async function touchHouseholds(sql: Sql, numbers: string): Promise<void> {
  await sql.query(
    `INSERT INTO touched_household (number, is_new) SELECT DISTINCT number, false FROM (${numbers}) n(number) ON CONFLICT DO NOTHING`,
  );
  await sql.query(
    `SELECT count(*) FROM (SELECT 1 FROM household h JOIN (${numbers}) n(number) ON n.number = h.number
      ORDER BY h.number FOR UPDATE OF h) locked`,
  );
}

/**
 * Marks the households whose entitlements or payments changed and locks their rows. The household's row is the lock of its
 * ledger.
 */
export async function touchLedgers(sql: Sql, numbers: string): Promise<void> {
  await sql.query(`INSERT INTO touched_ledger (number) SELECT DISTINCT number FROM (${numbers}) n(number) ON CONFLICT DO NOTHING`);
  await sql.query(
    `SELECT count(*) FROM (SELECT 1 FROM household h JOIN (SELECT DISTINCT number FROM (${numbers}) d(number)) n ON n.number = h.number
      ORDER BY h.number FOR UPDATE OF h) locked`,
  );
}

/** Counts the results of a sheet. */
export async function tally(sql: Sql, staged: StagedTable): Promise<{ refused: number; notes: number }> {
  const [row] = await sql.query<{ refused: number; notes: number }>(
    `SELECT (SELECT count(*) FROM ${staged.table} WHERE refused)::int AS refused,
            (SELECT count(*) FROM incoming_problem WHERE sheet = $1 AND level = 'note')::int AS notes`,
    [staged.sheet],
  );
  return row!;
}

/** The problems of some rows of a sheet, in the order of the sheet; for the errors workbook. */
export function problemsOfRows(sql: Sql, sheet: string, from: number, to: number): Promise<ProblemRow[]> {
  return sql.query<ProblemRow>(
    `SELECT sheet, row, column_key AS column, value, code, details, level FROM incoming_problem
     WHERE sheet = $1 AND row BETWEEN $2 AND $3 AND level = 'refused' ORDER BY row, column_key, code`,
    [sheet, from, to],
  );
}

/** What of a workbook is kept to be shown, of all its sheets: nobody reads more, and every page reads the list. */
export const MOST_SHOWN = { refused: 5_000, note: 1_000 };

/**
 * The first problems of each sheet and level, at most `most` of each, and how many there are in all. Of a workbook with more than is shown
 * every sheet keeps its first ones.
 */
export async function firstProblems(sql: Sql, most: number): Promise<{ problems: ProblemRow[]; total: number }> {
  const problems = await sql.query<ProblemRow>(
    `SELECT sheet, row, column_key AS column, value, code, details, level FROM (
       SELECT *, row_number() OVER (PARTITION BY level ORDER BY n, sheet) AS of_all FROM (
         SELECT *, row_number() OVER (PARTITION BY sheet, level ORDER BY row, column_key, code) AS n FROM incoming_problem) p WHERE n <= $1
     ) q WHERE of_all <= CASE level WHEN 'note' THEN $2::int ELSE $3::int END ORDER BY level DESC, row, column_key, code`,
    [most, MOST_SHOWN.note, MOST_SHOWN.refused],
  );
  const [count] = await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM incoming_problem');
  return { problems, total: count!.n };
}
