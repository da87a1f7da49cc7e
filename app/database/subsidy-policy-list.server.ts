/** Policies as people keep them: which speak of a division, what hangs on each. */
import type { Policy } from '~/domain/subsidy/policy';
import type { Scope } from './scope.server';
import type { Sql } from './sql.server';

export type ListedPolicy = { policy: Policy; divisionName: string; supersededBy: string | null; entitlements: number; due: number };

type Row = Omit<Policy, 'policy'> & { number: string; division_name: string; superseded_by: string | null; entitlements: number; due_sum: number };

const COLUMNS = `p.number, p.document, p.issuer, p.division_code AS division, p.season, p.kind, p.modes, p.unit, p.rate, p.tiers, p.cap, p.shares, p.target,
  p.exclusive_group AS "exclusiveGroup", p.basis, p.valid_from AS "validFrom", p.valid_to AS "validTo", p.due_on AS "dueOn", p.supersedes`;

/**
 * The policies that speak of a division in a season: its own, those of the divisions above, and those of single divisions
 * below. A document of the city is everybody's to read; what hangs on it is counted in the person's scope alone.
 */
export async function listPolicies(sql: Sql, scope: Scope, division: string, season: string): Promise<ListedPolicy[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS}, d.name AS division_name, (SELECT min(n.number) FROM subsidy_policy n WHERE n.supersedes = p.number) AS superseded_by,
       coalesce(c.entitlements, 0) AS entitlements, coalesce(c.due, 0)::bigint AS due_sum
     FROM subsidy_policy p JOIN division d ON d.code = p.division_code
     LEFT JOIN LATERAL (
       SELECT count(*) AS entitlements, sum(e.due) AS due FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
       WHERE e.policy_number = p.number AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     ) c ON true
     WHERE p.season = $3 AND (d.path @> ARRAY[$1]::text[] OR p.division_code = ANY(SELECT unnest(path) FROM division WHERE code = $1))
       AND EXISTS (SELECT 1 FROM division own WHERE own.code = $1 AND own.path && $2::text[])
     ORDER BY cardinality(d.path), p.division_code, p.kind, p.number`,
    [division, scope.roots, season],
  );
  return rows.map(listedOf);
}

/** One policy by its number, when it speaks of something the person sees; null otherwise. */
export async function policyByNumber(sql: Sql, scope: Scope, number: string): Promise<ListedPolicy | null> {
  const [row] = await sql.query<Row>(
    `SELECT ${COLUMNS}, d.name AS division_name, (SELECT min(n.number) FROM subsidy_policy n WHERE n.supersedes = p.number) AS superseded_by,
       (SELECT count(*) FROM entitlement e WHERE e.policy_number = p.number) AS entitlements,
       (SELECT coalesce(sum(e.due), 0)::bigint FROM entitlement e WHERE e.policy_number = p.number) AS due_sum
     FROM subsidy_policy p JOIN division d ON d.code = p.division_code
     WHERE p.number = $1 AND (d.path && $2::text[] OR EXISTS (SELECT 1 FROM division own WHERE own.code = ANY($2::text[]) AND p.division_code = ANY(own.path)))`,
    [number, scope.roots],
  );
  return row ? listedOf(row) : null;
}

function listedOf({ number, division_name, superseded_by, entitlements, due_sum, ...policy }: Row): ListedPolicy {
  return { policy: { policy: number, ...policy }, divisionName: division_name, supersededBy: superseded_by, entitlements, due: due_sum };
}

/** Policies by their numbers, for reckoning: who may see them was decided with what they are reckoned for. */
export async function policiesOf(sql: Sql, numbers: readonly string[]): Promise<Map<string, Policy>> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS}, '' AS division_name, NULL AS superseded_by, 0 AS entitlements, 0 AS due_sum FROM subsidy_policy p WHERE p.number = ANY($1::text[])`,
    [numbers],
  );
  return new Map(rows.map((row) => [row.number, listedOf(row).policy]));
}
