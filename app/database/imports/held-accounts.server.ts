/**
 * Accounts that an imported roster would replace. They are not written: each becomes a change that waits for a second person
 * (redirectsPayment), and the staged row keeps what the register has.
 */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { type ImportContext, noteRows, refuseRows, type StagedTable } from './staging.server';

const ACCOUNT = ['bank_account_encrypted', 'bank_account_masked', 'bank_account_fingerprint'] as const;

/** `redirectsPayment` over two rows with the columns of a household. */
export function redirectsPaymentSql(before: string, after: string): string {
  return `(${before}.bank_account_fingerprint IS NOT NULL
    AND (${before}.bank_account_fingerprint IS DISTINCT FROM ${after}.bank_account_fingerprint
      OR (${before}.bank_holder IS NOT NULL AND ${before}.bank_holder IS DISTINCT FROM ${after}.bank_holder)))`;
}

/**
 * Holds the accounts back and asks for them, once for the same account. A row whose household has another change that waits is refused:
 * the second person would be shown what is out of date. Blank cells have been filled before, so a staged row without an account or holder
 * clears it. Afterwards `asked_account` holds the rows for which a change was asked.
 */
export async function holdAccounts(
  sql: Sql,
  staged: StagedTable,
  context: ImportContext,
  present: readonly string[],
  reason: string,
): Promise<void> {
  await makeWorkTable(
    sql,
    'asked_account',
    'sheet_row int PRIMARY KEY, number text NOT NULL, content jsonb NOT NULL, waits_already boolean',
  );
  // A file without these columns changes neither.
  const columns = [...ACCOUNT, 'bank_holder'].filter((column) => present.includes(column));
  if (columns.length === 0) return;
  const after = (column: string) => (columns.includes(column) ? `s.${column}` : `h.${column}`);
  const payee = (of: (column: string) => string) =>
    `(SELECT ${of('bank_account_fingerprint')} AS bank_account_fingerprint, ${of('bank_holder')} AS bank_holder)`;
  const values = (of: (column: string) => string, only: readonly string[]) =>
    `jsonb_build_object(${only.map((column) => `'${column}', ${of(column)}`).join(', ')})`;
  const stored = (column: string) => `h.${column}`;
  const asked = (of: (column: string) => string) =>
    `CASE WHEN h.bank_account_fingerprint IS DISTINCT FROM ${after('bank_account_fingerprint')} THEN ${values(of, ACCOUNT)} ELSE '{}' END
     || CASE WHEN h.bank_holder IS DISTINCT FROM ${after('bank_holder')} THEN ${values(of, ['bank_holder'])} ELSE '{}' END`;
  await sql.query(
    `INSERT INTO asked_account (sheet_row, number, content)
     SELECT s.sheet_row, h.number, jsonb_build_object('household', jsonb_build_object('before', ${asked(stored)}, 'after', ${asked(after)}))
     FROM ${staged.table} s JOIN household h ON h.number = s.number
     CROSS JOIN LATERAL ${payee(stored)} b CROSS JOIN LATERAL ${payee(after)} a
     WHERE NOT s.refused AND ${redirectsPaymentSql('b', 'a')} ORDER BY h.number FOR UPDATE OF h`,
  );
  await sql.query('ANALYZE asked_account');
  await findWaiting(sql);
  await refuseRows(sql, staged, {
    column: 'bankAccount',
    code: 'change_waits',
    from: 'JOIN asked_account a ON a.sheet_row = s.sheet_row',
    where: 'a.waits_already IS FALSE',
    value: 's.bank_account_masked',
  });
  await sql.query('DELETE FROM asked_account WHERE waits_already IS FALSE');
  await noteRows(sql, staged, {
    column: 'bankAccount',
    code: "'account_waits'",
    from: 'JOIN asked_account a ON a.sheet_row = s.sheet_row JOIN household h ON h.number = a.number',
    where: 'true',
    value: 's.bank_account_masked',
    details: `jsonb_build_object('before', h.bank_account_masked)`,
  });
  await sql.query(
    `UPDATE ${staged.table} s SET ${columns.map((column) => `${column} = h.${column}`).join(', ')}
     FROM asked_account a JOIN household h ON h.number = a.number WHERE s.sheet_row = a.sheet_row`,
  );
  await sql.query('DELETE FROM asked_account WHERE waits_already');
  await ask(sql, context, reason);
}

/** For how many households a change was asked. */
export async function countAskedAccounts(sql: Sql): Promise<number> {
  return (await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM asked_account'))[0]!.n;
}

/** The account that a staged row `s` asks for, by a column of the household, or the one it writes. */
export function askedOrStaged(column: (typeof ACCOUNT)[number]): string {
  const asked = `SELECT a.content -> 'household' -> 'after' ->> '${column}' FROM asked_account a WHERE a.sheet_row = s.sheet_row`;
  return `coalesce((${asked}), s.${column})`;
}

/** The households with their accounts (number, value), those that are asked for beside those that they have. */
export const ACCOUNTS_ASKED_TOO = `(SELECT number, bank_account_fingerprint AS value FROM household UNION ALL
  SELECT number, content -> 'household' -> 'after' ->> 'bank_account_fingerprint' FROM asked_account)`;

/** Sets `waits_already`: true when the same account waits, false when anything else does, null when nothing does. */
async function findWaiting(sql: Sql): Promise<void> {
  const print = (content: string) => `(${content} -> 'household' -> 'after') - '{bank_account_encrypted,bank_account_masked}'::text[]`;
  await sql.query(
    `UPDATE asked_account a SET waits_already = w.same FROM (
       SELECT o.number, bool_and(c.kind = 'correction' AND ${print('c.content')} = ${print('o.content')}) AS same
       FROM asked_account o JOIN (
         SELECT household_number AS number, kind, content FROM household_change WHERE state = 'waiting' UNION ALL
         SELECT other_number, kind, content FROM household_change WHERE state = 'waiting' AND other_number IS NOT NULL
       ) c ON c.number = o.number GROUP BY 1
     ) w WHERE w.number = a.number`,
  );
}

async function ask(sql: Sql, context: ImportContext, reason: string): Promise<void> {
  await sql.query(
    `INSERT INTO household_change (id, household_number, kind, reason, content, state, asked_at, asked_by)
     SELECT gen_random_uuid(), number, 'correction', $1, content, 'waiting', $2::timestamptz, $3 FROM asked_account`,
    [reason, context.now, context.actor],
  );
  await sql.query(
    `INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT h.village_code, 'household-change', c.id::text, NULL, to_json(c)
     FROM asked_account a JOIN household h ON h.number = a.number
     JOIN household_change c ON c.household_number = a.number AND c.asked_at = $1::timestamptz AND c.asked_by = $2 AND c.state = 'waiting'
     ORDER BY h.number`,
    [context.now, context.actor],
  );
}
