/** Accounts: who may sign in, and what they are. The lists take a scope; signing in does not (nobody is signed in yet). */

import type { Sql } from '~/database/connection/sql.server';
import type { Role } from '~/domain/contract/enumerations';

export type AccountForSignIn = {
  id: string;
  username: string;
  role: Role;
  passwordHash: string | null;
  mustChangePassword: boolean;
  failedSignIns: number;
  lockedUntil: string | null;
  disabled: boolean;
};

type SignInRow = {
  id: string;
  username: string;
  role: Role;
  password_hash: string | null;
  must_change_password: boolean;
  failed_sign_ins: number;
  locked_until: string | null;
  disabled: boolean;
};

const SIGN_IN_COLUMNS =
  'id, username, role, password_hash, must_change_password, failed_sign_ins, locked_until, disabled_at IS NOT NULL AS disabled';

function forSignIn(row: SignInRow | undefined): AccountForSignIn | null {
  return row
    ? {
        id: row.id,
        username: row.username,
        role: row.role,
        passwordHash: row.password_hash,
        mustChangePassword: row.must_change_password,
        failedSignIns: row.failed_sign_ins,
        lockedUntil: row.locked_until,
        disabled: row.disabled,
      }
    : null;
}

/** The account of a user name; names differ by more than case (the unique key is on the name as written). */
export async function accountForSignIn(sql: Sql, username: string): Promise<AccountForSignIn | null> {
  const [row] = await sql.query<SignInRow>(`SELECT ${SIGN_IN_COLUMNS} FROM account WHERE username = $1`, [username]);
  return forSignIn(row);
}

/** The same by id, locked until the transaction ends. */
export async function lockAccount(sql: Sql, id: string): Promise<AccountForSignIn | null> {
  const [row] = await sql.query<SignInRow>(`SELECT ${SIGN_IN_COLUMNS} FROM account WHERE id = $1 FOR UPDATE`, [id]);
  return forSignIn(row);
}

export async function noteFailedSignIn(sql: Sql, id: string, failures: number, lockedUntil: Date | null): Promise<void> {
  await sql.query('UPDATE account SET failed_sign_ins = $2, locked_until = $3 WHERE id = $1', [
    id,
    failures,
    lockedUntil?.toISOString() ?? null,
  ]);
}

export async function noteSignIn(sql: Sql, id: string): Promise<void> {
  await sql.query(
    'UPDATE account SET failed_sign_ins = 0, locked_until = NULL WHERE id = $1 AND (failed_sign_ins <> 0 OR locked_until IS NOT NULL)',
    [id],
  );
}

export async function storePassword(sql: Sql, id: string, passwordHash: string, mustChange: boolean): Promise<void> {
  await sql.query(
    'UPDATE account SET password_hash = $2, must_change_password = $3, failed_sign_ins = 0, locked_until = NULL WHERE id = $1',
    [id, passwordHash, mustChange],
  );
}

export async function storeLanguage(sql: Sql, id: string, language: string): Promise<void> {
  await sql.query('UPDATE account SET language = $2 WHERE id = $1', [id, language]);
}
