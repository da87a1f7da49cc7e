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
  await (await sql.prisma()).account.create({
    data: { id: account.id, username: account.username, name: account.name, role: account.role, createdAt: now },
    select: { id: true },
  });
}

export async function updateAccount(sql: Sql, id: string, account: { name: string; role: Role }): Promise<void> {
  const { name, role } = account;
  await (await sql.prisma()).account.update({ where: { id }, data: { name, role }, select: { id: true } });
}

export async function setDivisionsOfAccount(sql: Sql, id: string, codes: readonly string[]): Promise<void> {
  const { accountDivision } = await sql.prisma();
  await accountDivision.deleteMany({ where: { accountId: id, divisionCode: { notIn: [...codes] } } });
  await accountDivision.createMany({ data: codes.map((divisionCode) => ({ accountId: id, divisionCode })), skipDuplicates: true });
}

/** Levels of those of the codes that are divisions. */
export async function levelsOfDivisions(sql: Sql, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await (await sql.prisma()).division.findMany({ where: { code: { in: [...codes] } }, select: { code: true, level: true } });
  return new Map(rows.map((row) => [row.code, row.level]));
}
