/** 用户 of an import: new accounts without a password, and changes of existing ones. */

import { revokeSessionsOf } from '~/database/access/sessions.server';
import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { type Counts, type ImportContext, refuseRepeated, refuseRows, type StagedTable } from './staging.server';
import { keepStored } from './store.server';

export const ACCOUNTS: StagedTable = {
  sheet: '用户',
  table: 'incoming_account',
  key: ['username'],
  keyColumn: 'username',
  columns: [
    ['username', 'text'],
    ['name', 'text'],
    ['role', 'text'],
    ['divisions', 'text[]'],
    ['phone_encrypted', 'text'],
    ['phone_masked', 'text'],
  ],
};

/** What the importer may do with accounts: the roles they may give, and the levels at which each role is held. */
export type AccountRights = { roots: readonly string[]; roles: readonly string[]; levels: Readonly<Record<string, readonly string[]>> };

export async function storedPhones(sql: Sql, usernames: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await sql.query<{ username: string; phone_encrypted: string | null }>(
    'SELECT username, phone_encrypted FROM account WHERE username = ANY($1::text[])',
    [usernames],
  );
  return new Map(rows.map((row) => [row.username, row.phone_encrypted]));
}

export async function takeAccounts(sql: Sql, context: ImportContext, withPhone: boolean, rights: AccountRights): Promise<Counts> {
  await refuseRepeated(sql, ACCOUNTS);
  if (withPhone) await keepStored(sql, ACCOUNTS, { target: 'account', columns: ['phone_encrypted', 'phone_masked'] });
  await checkAccounts(sql, rights);
  const phone = withPhone ? `OR a.phone_encrypted IS DISTINCT FROM s.phone_encrypted` : '';
  await makeWorkTable(sql, 'changed_account', 'username text, sheet_row int, is_new boolean, id uuid, before json');
  await sql.query(
    `INSERT INTO changed_account
     SELECT s.username, s.sheet_row, a.id IS NULL AS is_new, coalesce(a.id, gen_random_uuid()) AS id, ${record('a')} AS before
     FROM incoming_account s LEFT JOIN account a ON a.username = s.username
     WHERE NOT s.refused AND (a.id IS NULL OR a.name <> s.name OR a.role <> s.role ${phone} OR ${divisionsOf('a.id')} <>
     ${sorted('s.divisions')})`,
  );
  // Importing a list changes neither one's own account nor one with more rights.
  await refuseRows(
    sql,
    ACCOUNTS,
    {
      column: 'username',
      code: 'account_own',
      value: 's.username',
      from: 'JOIN changed_account c ON c.sheet_row = s.sheet_row',
      where: 's.username = $1',
    },
    [context.actor],
  );
  await refuseRows(sql, ACCOUNTS, {
    column: 'role',
    code: 'last_admin',
    from: `JOIN changed_account c ON c.sheet_row = s.sheet_row JOIN account a ON a.id = c.id AND a.role = 'admin'`,
    where: `s.role <> 'admin' AND NOT EXISTS (
      SELECT 1 FROM account o WHERE o.role = 'admin' AND o.disabled_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM incoming_account i WHERE i.username = o.username AND i.role <> 'admin'))`,
  });
  await sql.query('DELETE FROM changed_account c USING incoming_account s WHERE s.sheet_row = c.sheet_row AND s.refused');
  await store(sql, withPhone);
  await endSessions(sql, context);
  const [counts] = await sql.query<Counts>(
    `SELECT (SELECT count(*) FROM changed_account WHERE is_new)::int AS added, (SELECT count(*) FROM changed_account
      WHERE NOT is_new)::int AS updated,
            ((SELECT count(*) FROM incoming_account WHERE NOT refused) - (SELECT count(*) FROM changed_account))::int AS unchanged`,
  );
  return counts!;
}

/** Ends all sessions of accounts whose rights changed, so that they sign in again with the new ones. */
async function endSessions(sql: Sql, context: ImportContext): Promise<void> {
  const accounts = await sql.query<{ id: string }>(
    `SELECT c.id FROM changed_account c JOIN incoming_account s ON s.sheet_row = c.sheet_row
     WHERE NOT c.is_new AND (c.before ->> 'role' <> s.role OR (c.before -> 'divisions')::jsonb <> to_jsonb(${sorted('s.divisions')}))`,
  );
  for (const { id } of accounts) await revokeSessionsOf(sql, id, new Date(context.now));
}

const divisionsOf = (id: string): string => `ARRAY(SELECT d.division_code FROM account_division d WHERE d.account_id = ${id} ORDER BY 1)`;
const sorted = (list: string): string => `ARRAY(SELECT x FROM unnest(${list}) x ORDER BY 1)`;
/** An account as the history shows it, without the password hash and the sign-in state. */
const record = (a: string): string =>
  `CASE WHEN ${a}.id IS NULL THEN NULL ELSE json_build_object('username', ${a}.username, 'name', ${a}.name, 'role', ${a}.role,
     'phone_encrypted', ${a}.phone_encrypted, 'phone_masked', ${a}.phone_masked, 'divisions', ${divisionsOf(`${a}.id`)}) END`;

async function checkAccounts(sql: Sql, rights: AccountRights): Promise<void> {
  const each = 'CROSS JOIN LATERAL unnest(s.divisions) AS u(code) LEFT JOIN division d ON d.code = u.code';
  await refuseRows(sql, ACCOUNTS, { column: 'divisions', code: 'unknown_division', from: each, where: 'd.code IS NULL', value: 'u.code' });
  await refuseRows(
    sql,
    ACCOUNTS,
    { column: 'divisions', code: 'out_of_scope', from: each, where: 'NOT d.path && $1::text[]', value: 'u.code' },
    [rights.roots],
  );
  await refuseRows(
    sql,
    ACCOUNTS,
    {
      column: 'divisions',
      code: 'role_division',
      value: 'u.code',
      from: each,
      where: `NOT coalesce(($1::jsonb -> s.role) ? d.level, true)`,
      details: `jsonb_build_object('name', d.name)`,
    },
    [JSON.stringify(rights.levels)],
  );
  await refuseRows(sql, ACCOUNTS, { column: 'role', code: 'role_not_allowed', where: 's.role <> ALL($1::text[])' }, [rights.roles]);
  await refuseRows(
    sql,
    ACCOUNTS,
    {
      column: 'username',
      code: 'account_out_of_scope',
      value: 's.username',
      from: 'JOIN account a ON a.username = s.username',
      where: `a.role <> ALL($1::text[]) OR EXISTS (
        SELECT 1 FROM account_division o JOIN division d ON d.code = o.division_code WHERE o.account_id = a.id
        AND NOT d.path && $2::text[])`,
    },
    [rights.roles, rights.roots],
  );
}

async function store(sql: Sql, withPhone: boolean): Promise<void> {
  await sql.query(
    `INSERT INTO account (id, username, name, role, phone_encrypted, phone_masked, created_at)
     SELECT c.id, s.username, s.name, s.role, s.phone_encrypted, s.phone_masked, current_setting('import.now')::timestamptz
     FROM incoming_account s JOIN changed_account c ON c.sheet_row = s.sheet_row WHERE c.is_new`,
  );
  await sql.query(
    `UPDATE account a SET name = s.name, role = s.role
      ${withPhone ? ', phone_encrypted = s.phone_encrypted, phone_masked = s.phone_masked' : ''}
     FROM incoming_account s JOIN changed_account c ON c.sheet_row = s.sheet_row WHERE NOT c.is_new AND a.id = c.id`,
  );
  await sql.query(
    `DELETE FROM account_division o USING changed_account c, incoming_account s
     WHERE o.account_id = c.id AND s.sheet_row = c.sheet_row AND o.division_code <> ALL(s.divisions)`,
  );
  await sql.query(
    `INSERT INTO account_division (account_id, division_code)
     SELECT c.id, u.code FROM changed_account c JOIN incoming_account s ON s.sheet_row = c.sheet_row CROSS
     JOIN LATERAL unnest(s.divisions) AS u(code)
     ON CONFLICT DO NOTHING`,
  );
  await sql.query(
    `INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT 'system', 'account', a.id::text, c.before, ${record('a')} FROM changed_account c JOIN account a ON a.id = c.id
     ORDER BY c.sheet_row`,
  );
}
