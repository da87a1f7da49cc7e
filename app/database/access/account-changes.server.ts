import type { Sql } from '~/database/connection/sql.server';
import type { Role } from '~/domain/contract/enumerations';

export type StoredAccount = { id: string; username: string; name: string; role: Role; divisions: string[]; disabled: boolean };

/** The account with this user name, locked until the transaction ends; null when there is none. */
export async function lockAccountNamed(sql: Sql, username: string): Promise<StoredAccount | null> {
  const [row] = await sql.query<StoredAccount>(
    `SELECT id, username, name, role, disabled_at IS NOT NULL AS disabled,
            ARRAY(SELECT division_code FROM account_division WHERE account_id = a.id ORDER BY division_code) AS divisions
     FROM account a WHERE username = $1 FOR UPDATE`,
    [username],
  );
  return row ?? null;
}

/** A new account without a password. */
export async function insertAccount(
  sql: Sql,
  account: { id: string; username: string; name: string; role: Role },
  now: Date,
): Promise<void> {
  await sql.query('INSERT INTO account (id, username, name, role, created_at) VALUES ($1, $2, $3, $4, $5)', [
    account.id,
    account.username,
    account.name,
    account.role,
    now.toISOString(),
  ]);
}

export async function updateAccount(sql: Sql, id: string, account: { name: string; role: Role }): Promise<void> {
  await sql.query('UPDATE account SET name = $2, role = $3 WHERE id = $1', [id, account.name, account.role]);
}

export async function setDivisionsOfAccount(sql: Sql, id: string, codes: readonly string[]): Promise<void> {
  await sql.query('DELETE FROM account_division WHERE account_id = $1 AND division_code <> ALL ($2::text[])', [id, codes]);
  await sql.query('INSERT INTO account_division (account_id, division_code) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
    id,
    codes,
  ]);
}

/** Levels of those of the codes that are divisions. */
export async function levelsOfDivisions(sql: Sql, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ code: string; level: string }>('SELECT code, level FROM division WHERE code = ANY ($1::text[])', [codes]);
  return new Map(rows.map((row) => [row.code, row.level]));
}
