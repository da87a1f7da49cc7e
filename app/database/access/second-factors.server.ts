/**
 * 两步验证 of accounts: the sealed secret, the recovery codes as fingerprints, and the roles that must have it. Seals are made and opened by
 * the caller.
 */

import { sealedPlace } from '~/database/connection/opener.server';
import type { Sql } from '~/database/connection/sql.server';
import type { SecondFactorRole } from '~/domain/access/second-factor';

/** SQL: of the account `a`, what mustSetUpSecondFactor (app/domain/access/second-factor.ts) asks for. */
export const SECOND_FACTOR_COLUMNS = `EXISTS (SELECT FROM second_factor f WHERE f.account_id = a.id) AS has_second_factor,
  (SELECT since FROM second_factor_role r WHERE r.role = a.role) AS second_factor_since`;
export type SecondFactorColumns = { has_second_factor: boolean; second_factor_since: string | null };

/** Where an account's secret is sealed for: put into another account's row it opens nothing. */
export const placeOfSecret = (accountId: string): string => sealedPlace('second_factor', 'secret_sealed', accountId);

export type StoredSecondFactor = { secretSealed: string; lastStep: number; since: string; recoveryLeft: number };

export async function secondFactorOf(sql: Sql, accountId: string): Promise<StoredSecondFactor | null> {
  const prisma = await sql.prisma();
  const row = await prisma.secondFactor.findUnique({ where: { accountId } });
  if (!row) return null;
  const recoveryLeft = await prisma.recoveryCode.count({ where: { accountId, usedAt: null } });
  return { secretSealed: row.secretSealed, lastStep: Number(row.lastStep), since: row.since.toISOString(), recoveryLeft };
}

/** False when the account has one already, set up in another window. */
export async function insertSecondFactor(
  sql: Sql,
  factor: { accountId: string; secretSealed: string; lastStep: number },
  now: Date,
): Promise<boolean> {
  const { count } = await (await sql.prisma()).secondFactor.createMany({ data: [{ ...factor, since: now }], skipDuplicates: true });
  return count > 0;
}

/** Takes it with its recovery codes; false when there was none. */
export async function deleteSecondFactor(sql: Sql, accountId: string): Promise<boolean> {
  const prisma = await sql.prisma();
  await prisma.recoveryCode.deleteMany({ where: { accountId } });
  return (await prisma.secondFactor.deleteMany({ where: { accountId } })).count > 0;
}

/** Notes that the code of this step was used; false when it, or a later one, had been. */
export async function spendStep(sql: Sql, accountId: string, step: number): Promise<boolean> {
  const { count } = await (await sql.prisma()).secondFactor.updateMany({
    where: { accountId, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count > 0;
}

/** The former recovery codes work no more. */
export async function replaceRecoveryCodes(sql: Sql, accountId: string, fingerprints: readonly string[]): Promise<void> {
  const prisma = await sql.prisma();
  await prisma.recoveryCode.deleteMany({ where: { accountId } });
  await prisma.recoveryCode.createMany({ data: fingerprints.map((fingerprint) => ({ accountId, fingerprint })) });
}

/** False when the account has no such code, or used it before. */
export async function spendRecoveryCode(sql: Sql, accountId: string, fingerprint: string, now: Date): Promise<boolean> {
  const { count } = await (await sql.prisma()).recoveryCode.updateMany({
    where: { accountId, fingerprint, usedAt: null },
    data: { usedAt: now },
  });
  return count > 0;
}

export type RoleWithSecondFactor = { role: SecondFactorRole; since: string | null; by: string | null; accounts: number; have: number };

/** Of each role that may have it: since when it must, at whose wish, and how many of its accounts that can sign in have it. */
export async function secondFactorByRole(sql: Sql, roles: readonly SecondFactorRole[]): Promise<RoleWithSecondFactor[]> {
  return sql.query<RoleWithSecondFactor>(
    `SELECT o.role, r.since, r.required_by AS by, count(a.id)::int AS accounts, count(f.account_id)::int AS have
     FROM unnest($1::text[]) WITH ORDINALITY o(role, n) LEFT JOIN second_factor_role r ON r.role = o.role
     LEFT JOIN account a ON a.role = o.role AND a.disabled_at IS NULL LEFT JOIN second_factor f ON f.account_id = a.id
     GROUP BY o.role, o.n, r.since, r.required_by ORDER BY o.n`,
    [roles],
  );
}

/** Since when those of the role must have it; null: they need not. */
export async function secondFactorRequiredSince(sql: Sql, role: string): Promise<string | null> {
  const row = await (await sql.prisma()).secondFactorRole.findUnique({ where: { role } });
  return row?.since.toISOString() ?? null;
}

/** Requires it of exactly these roles; one that was required before keeps its instant. Returns what changed. */
export async function storeRequiredRoles(
  sql: Sql,
  roles: readonly SecondFactorRole[],
  by: string,
  now: Date,
): Promise<{ added: string[]; removed: string[] }> {
  const prisma = await sql.prisma();
  const before = (await prisma.secondFactorRole.findMany({ select: { role: true } })).map((row) => row.role);
  const added = roles.filter((role) => !before.includes(role));
  const removed = before.filter((role) => !(roles as readonly string[]).includes(role));
  if (removed.length > 0) await prisma.secondFactorRole.deleteMany({ where: { role: { in: removed } } });
  if (added.length > 0)
    await prisma.secondFactorRole.createMany({ data: added.map((role) => ({ role, since: now, requiredBy: by })), skipDuplicates: true });
  return { added, removed };
}
