/** The queries and writes of maintaining a policy. */

import { nullOfJson } from '~/database/connection/prisma.server';
import type { Sql } from '~/database/connection/sql.server';
import { dateOfDay } from '~/database/connection/values.server';
import type { Scope } from '~/database/scope.server';
import type { Policy } from '~/domain/subsidy/policy';

/** The terms of a policy under the names of its table. */
export function policyColumns(policy: Policy) {
  return {
    number: policy.policy,
    document: policy.document,
    issuer: policy.issuer,
    division_code: policy.division,
    season: policy.season,
    kind: policy.kind,
    modes: policy.modes,
    unit: policy.unit,
    rate: policy.rate,
    tiers: policy.tiers,
    cap: policy.cap,
    shares: policy.shares,
    target: policy.target,
    exclusive_group: policy.exclusiveGroup,
    basis: policy.basis,
    valid_from: policy.validFrom,
    valid_to: policy.validTo,
    due_on: policy.dueOn,
    supersedes: policy.supersedes,
  };
}

/** The same under Prisma's names and types. */
async function policyData(policy: Policy) {
  const { policy: number, division: divisionCode, modes, target, tiers, shares, validFrom, validTo, dueOn, ...same } = policy;
  return {
    ...same,
    number,
    divisionCode,
    modes: [...modes],
    target: [...target],
    tiers: tiers ? [...tiers] : await nullOfJson(),
    shares: [...shares],
    validFrom: validFrom && dateOfDay(validFrom),
    validTo: validTo && dateOfDay(validTo),
    dueOn: dateOfDay(dueOn),
  };
}

/** Returns whether it was added; a number that is taken adds nothing. */
export async function insertPolicy(sql: Sql, policy: Policy, by: string, now: Date): Promise<boolean> {
  const data = { ...(await policyData(policy)), createdBy: by, createdAt: now };
  return (await (await sql.prisma()).subsidyPolicy.createMany({ data: [data], skipDuplicates: true })).count > 0;
}

/**
 * The columns of the policy, locked until the transaction ends. Null when it does not exist or its division lies outside the
 * scope.
 */
export async function lockPolicy(sql: Sql, scope: Scope, number: string): Promise<object | null> {
  const [row] = await sql.query<{ before: object }>(
    `SELECT to_json(p) AS before FROM subsidy_policy p JOIN division d ON d.code = p.division_code
     WHERE p.number = $1 AND d.path && $2::text[] FOR UPDATE OF p`,
    [number, scope.roots],
  );
  return row?.before ?? null;
}

/** Whether the policy has entitlements. */
export async function hasEntitlements(sql: Sql, number: string): Promise<boolean> {
  const where = { policyNumber: number };
  return (await (await sql.prisma()).entitlement.findFirst({ where, select: { policyNumber: true } })) !== null;
}

export async function updatePolicy(sql: Sql, policy: Policy): Promise<void> {
  await (await sql.prisma()).subsidyPolicy.update({
    where: { number: policy.policy },
    data: { ...(await policyData(policy)), revision: { increment: 1 } },
    select: { number: true },
  });
}

/** Whether the policy is of a division in scope, or of one above that includes households of the scope. */
export async function concernsScope(sql: Sql, scope: Scope, number: string): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM subsidy_policy p JOIN division d ON d.code = p.division_code
     WHERE p.number = $1 AND (d.path && $2::text[]
       OR EXISTS (SELECT 1 FROM division own WHERE own.code = ANY($2::text[]) AND p.division_code = ANY(own.path)))`,
    [number, scope.roots],
  );
  return rows.length > 0;
}

/** Another policy of the season that supersedes the same one for households of the same divisions; null when there is none. */
export async function otherSuperseding(
  sql: Sql,
  policy: Pick<Policy, 'policy' | 'supersedes' | 'season' | 'division'>,
): Promise<string | null> {
  const [other] = await sql.query<{ number: string }>(
    `SELECT n.number FROM subsidy_policy n JOIN division d ON d.code = n.division_code JOIN division own ON own.code = $4
     WHERE n.supersedes = $1 AND n.season = $2 AND n.number <> $3
       AND (d.path @> ARRAY[$4]::text[] OR n.division_code = ANY(own.path))
     ORDER BY n.number LIMIT 1`,
    [policy.supersedes, policy.season, policy.policy, policy.division],
  );
  return other?.number ?? null;
}
