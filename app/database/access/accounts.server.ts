/** Accounts: who may sign in, with which role. The lists take a scope; signing in does not, because nobody is signed in yet. */

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

/** The account of a user name. Case matters: the unique key is on the name as written. */
export async function accountForSignIn(sql: Sql, username: string): Promise<AccountForSignIn | null> {
  const row = await (await sql.prisma()).account.findUnique({
    where: { username },
    select: {
      id: true,
      username: true,
      role: true,
      passwordHash: true,
      mustChangePassword: true,
      failedSignIns: true,
      lockedUntil: true,
      disabledAt: true,
    },
  });
  if (!row) return null;
  const { disabledAt, lockedUntil, role, ...rest } = row;
  return { ...rest, role: role as Role, lockedUntil: lockedUntil?.toISOString() ?? null, disabled: disabledAt !== null };
}

/** The same by id, locked until the transaction ends. */
export async function lockAccount(sql: Sql, id: string): Promise<AccountForSignIn | null> {
  const [row] = await sql.query<AccountForSignIn>(
    `SELECT id, username, role, password_hash AS "passwordHash", must_change_password AS "mustChangePassword",
            failed_sign_ins AS "failedSignIns", locked_until AS "lockedUntil", disabled_at IS NOT NULL AS disabled
     FROM account WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return row ?? null;
}

export async function noteFailedSignIn(sql: Sql, id: string, failures: number, lockedUntil: Date | null): Promise<void> {
  await (await sql.prisma()).account.update({ where: { id }, data: { failedSignIns: failures, lockedUntil }, select: { id: true } });
}

export async function noteSignIn(sql: Sql, id: string): Promise<void> {
  await (await sql.prisma()).account.updateMany({
    where: { id, OR: [{ failedSignIns: { not: 0 } }, { lockedUntil: { not: null } }] },
    data: { failedSignIns: 0, lockedUntil: null },
  });
}

export async function storePassword(sql: Sql, id: string, passwordHash: string, mustChange: boolean): Promise<void> {
  await (await sql.prisma()).account.update({
    where: { id },
    data: { passwordHash, mustChangePassword: mustChange, failedSignIns: 0, lockedUntil: null },
    select: { id: true },
  });
}

export async function storeLanguage(sql: Sql, id: string, language: string): Promise<void> {
  await (await sql.prisma()).account.update({ where: { id }, data: { language }, select: { id: true } });
}
