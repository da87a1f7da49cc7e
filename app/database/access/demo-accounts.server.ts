/** Accounts of the demonstration, which come with a password. */

import type { Sql } from '~/database/connection/sql.server';
import type { Role } from '~/domain/contract/enumerations';

export async function knownUsernames(sql: Sql): Promise<string[]> {
  return (await sql.query<{ username: string }>('SELECT username FROM account')).map(({ username }) => username);
}

/** Returns whether the account was added; an account of the same name stays as it is. */
export async function insertAccountWithPassword(
  sql: Sql,
  account: { id: string; username: string; name: string; role: Role; passwordHash: string },
): Promise<boolean> {
  const added = await sql.query(
    `INSERT INTO account (id, username, name, role, password_hash, must_change_password) VALUES ($1, $2, $3, $4, $5, false)
     ON CONFLICT (username) DO NOTHING RETURNING id`,
    [account.id, account.username, account.name, account.role, account.passwordHash],
  );
  return added.length > 0;
}
