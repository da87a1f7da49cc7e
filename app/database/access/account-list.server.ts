/** The accounts that a keeper of accounts sees. `keeper` is the scope and stands in the WHERE of every query here. */

import type { Sql } from '~/database/connection/sql.server';
import { EVERYTHING, scopeOf } from '~/database/scope.server';
import { keepsAllAccounts, rolesGivenBy } from '~/domain/access/manage-accounts';
import type { Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';
import type { DivisionName } from './sessions.server';

export type AccountKeeper = { roots: readonly string[]; roles: readonly Role[]; all: boolean };

export function keeperOf(person: Person): AccountKeeper {
  const all = keepsAllAccounts(person);
  return { roots: all ? EVERYTHING.roots : scopeOf(person).roots, roles: rolesGivenBy(person), all };
}

/**
 * SQL: the keeper sees the account `a`; the three parameters start at $n. An account without divisions is seen only by those
 * who manage all accounts.
 */
export function keptAccount(n: number): string {
  return `a.role = ANY($${n}::text[]) AND ($${n + 2}::boolean OR (
    EXISTS (SELECT 1 FROM account_division d WHERE d.account_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM account_division d JOIN division v ON v.code = d.division_code WHERE d.account_id = a.id
    AND NOT v.path && $${n + 1}::text[])))`;
}
export const keeperParameters = (keeper: AccountKeeper): unknown[] => [keeper.roles, keeper.roots, keeper.all];

export type AccountState = 'active' | 'locked' | 'disabled' | 'first-password' | 'no-password';
export type AccountLine = { id: string; username: string; name: string; role: Role; state: AccountState; divisions: DivisionName[] };
export type AccountQuery = { search: string; role: Role | null; state: AccountState | null; after: string | null };

const ACCOUNTS_PAGE = 100;

const STATE = `CASE WHEN a.disabled_at IS NOT NULL THEN 'disabled' WHEN a.locked_until > $1::timestamptz THEN 'locked'
  WHEN a.password_hash IS NULL THEN 'no-password' WHEN a.must_change_password THEN 'first-password' ELSE 'active' END`;
const DIVISIONS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('code', v.code, 'name', v.name, 'level', v.level) ORDER BY v.code), '[]')
  FROM account_division d JOIN division v ON v.code = d.division_code WHERE d.account_id = a.id)`;
// Searches the name, the user name, and the codes and names of divisions.
const FOUND = `($5 = '' OR a.username ILIKE $6 OR a.name ILIKE $6 OR EXISTS (
  SELECT 1 FROM account_division d JOIN division v ON v.code = d.division_code WHERE d.account_id = a.id
  AND (v.name ILIKE $6 OR v.code = $5)))`;

function likeText(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A page of accounts by user name, and whether there are more. */
export async function listAccounts(
  sql: Sql,
  keeper: AccountKeeper,
  query: AccountQuery,
  now: Date,
): Promise<{ accounts: AccountLine[]; total: number; next: string | null }> {
  const values = [now.toISOString(), ...keeperParameters(keeper), query.search, likeText(query.search), query.role, query.state];
  const where = `${keptAccount(2)} AND ${FOUND} AND ($7::text IS NULL OR a.role = $7) AND ($8::text IS NULL OR ${STATE} = $8)`;
  const rows = await sql.query<AccountLine>(
    `SELECT a.id, a.username, a.name, a.role, ${STATE} AS state, ${DIVISIONS} AS divisions FROM account a
     WHERE ${where} AND ($9::text IS NULL OR a.username > $9) ORDER BY a.username LIMIT ${ACCOUNTS_PAGE + 1}`,
    [...values, query.after],
  );
  const [counted] = await sql.query<{ total: number }>(`SELECT count(*)::int AS total FROM account a WHERE ${where}`, values);
  const accounts = rows.slice(0, ACCOUNTS_PAGE);
  return {
    accounts,
    total: counted?.total ?? 0,
    next: rows.length > ACCOUNTS_PAGE ? (accounts[accounts.length - 1]?.username ?? null) : null,
  };
}

export type AccountDetails = AccountLine & {
  phoneMasked: string | null;
  lockedUntil: string | null;
  failedSignIns: number;
  sessions: number;
  createdAt: string;
  /** Since when it has a second factor; null: it has none. */
  secondFactorSince: string | null;
};

/** One account the keeper sees, or null. */
export async function accountDetails(sql: Sql, keeper: AccountKeeper, id: string, now: Date): Promise<AccountDetails | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null;
  const [row] = await sql.query<AccountDetails>(
    `SELECT a.id, a.username, a.name, a.role, ${STATE} AS state, ${DIVISIONS} AS divisions, a.phone_masked AS "phoneMasked",
            a.locked_until AS "lockedUntil", a.failed_sign_ins AS "failedSignIns", a.created_at AS "createdAt",
            (SELECT count(*)::int FROM session s WHERE s.account_id = a.id AND s.revoked_at IS NULL AND s.expires_at > $1) AS sessions,
            (SELECT since FROM second_factor f WHERE f.account_id = a.id) AS "secondFactorSince"
     FROM account a WHERE ${keptAccount(2)} AND a.id = $5`,
    [now.toISOString(), ...keeperParameters(keeper), id],
  );
  return row ?? null;
}

/** The same for a change: the row is locked until the transaction ends. */
export async function lockKeptAccount(
  sql: Sql,
  keeper: AccountKeeper,
  id: string,
): Promise<{ id: string; username: string; role: Role; disabled: boolean } | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null;
  const [row] = await sql.query<{ id: string; username: string; role: Role; disabled: boolean }>(
    `SELECT a.id, a.username, a.role, a.disabled_at IS NOT NULL AS disabled FROM account a WHERE ${keptAccount(1)}
      AND a.id = $4 FOR UPDATE OF a`,
    [...keeperParameters(keeper), id],
  );
  return row ?? null;
}

/** Those of the divisions that lie outside the keeper's. */
export async function divisionsNotKept(sql: Sql, keeper: AccountKeeper, codes: readonly string[]): Promise<string[]> {
  const rows = await (await sql.prisma()).division.findMany({
    where: { code: { in: [...codes] }, NOT: { path: { hasSome: [...keeper.roots] } } },
    select: { code: true },
    orderBy: { code: 'asc' },
  });
  return rows.map((row) => row.code);
}

/** How many administrators other than this account can sign in. */
export async function otherAdministrators(sql: Sql, id: string): Promise<number> {
  return (await sql.prisma()).account.count({ where: { role: 'admin', disabledAt: null, id: { not: id } } });
}

export async function storeDisabled(sql: Sql, id: string, disabledAt: Date | null): Promise<void> {
  await (await sql.prisma()).account.update({ where: { id }, data: { disabledAt }, select: { id: true } });
}
