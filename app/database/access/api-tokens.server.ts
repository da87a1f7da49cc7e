/** Signed-in programs. Times come from the caller. The table holds the SHA-256 of a token, never the token. */

import type { Sql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { mustSetUpSecondFactor } from '~/domain/access/second-factor';
import type { Role } from '~/domain/contract/enumerations';
import { askedTogether } from './asked-together.server';
import { SECOND_FACTOR_COLUMNS, type SecondFactorColumns } from './second-factors.server';

export async function insertApiToken(sql: Sql, token: { id: string; accountId: string; now: Date; expiresAt: Date }): Promise<void> {
  const { id, accountId, now, expiresAt } = token;
  const data = { id, accountId, createdAt: now, lastUsedAt: now, expiresAt };
  await (await sql.prisma()).apiToken.create({ data, select: { id: true } });
}

export type TokenPerson = Person & { accountId: string };

type Row = {
  id: string;
  account_id: string;
  username: string;
  name: string;
  role: Role;
  divisions: string[];
  last_used_at: string | null;
  created_at: string;
} & SecondFactorColumns;

/**
 * The person of a live token, or null. It is SQL because every request of a program asks. A disabled account, or one whose
 * password must be changed or whose second factor must be set up first, has no person.
 */
export const personOfToken = askedTogether(async (sql, ids, now) => {
  const rows = await sql.query<Row>(
    `SELECT t.id, a.id AS account_id, a.username, a.name, a.role, t.last_used_at, t.created_at, ${SECOND_FACTOR_COLUMNS},
            (SELECT coalesce(array_agg(d.division_code ORDER BY d.division_code), '{}') FROM account_division d
            WHERE d.account_id = a.id) AS divisions
     FROM api_token t JOIN account a ON a.id = t.account_id
     WHERE t.id = ANY($1::text[]) AND t.revoked_at IS NULL AND t.expires_at > $2 AND a.disabled_at IS NULL AND NOT a.must_change_password`,
    [ids, now.toISOString()],
  );
  const persons = new Map<string, TokenPerson>();
  for (const row of rows) {
    const account = { role: row.role, hasSecondFactor: row.has_second_factor };
    if (mustSetUpSecondFactor(account, row.second_factor_since, row.created_at)) continue;
    await noteUse(sql, row.id, row.last_used_at, now);
    persons.set(row.id, { accountId: row.account_id, username: row.username, name: row.name, role: row.role, divisions: row.divisions });
  }
  return persons;
});

/** Writes at most once a minute, so that most reading requests cause no write. */
async function noteUse(sql: Sql, id: string, lastUsedAt: string | null, now: Date): Promise<void> {
  if (lastUsedAt !== null && now.getTime() - Date.parse(lastUsedAt) < 60_000) return;
  await (await sql.prisma()).apiToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
}

/** Ends one token; false when it had ended already. */
export async function revokeApiToken(sql: Sql, id: string, now: Date): Promise<boolean> {
  const { count } = await (await sql.prisma()).apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  return count > 0;
}

/** Removes what ended more than `days` ago. */
export async function deleteOldApiTokens(sql: Sql, now: Date, days: number): Promise<void> {
  await (await sql.prisma()).apiToken.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - days * 86_400_000) } } });
}
