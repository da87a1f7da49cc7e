/** Policies as people maintain them: which apply to a division, and the entitlements of each. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { Policy } from '~/domain/subsidy/policy';
import type { ConfirmationStep } from '~/domain/subsidy/policy-confirmation';
import type { PolicyTask } from '~/domain/subsidy/subsidy-tasks';
import { POLICY_WAITS } from './waiting/task-conditions.server';

/** What superseded a policy for the whole of a division, or for some of the divisions below it only. */
type Superseding = { policy: string; divisionName: string };
export type ListedPolicy = {
  policy: Policy;
  divisionName: string;
  supersededBy: string | null;
  supersededIn: Superseding[];
  /** What is missing until it is in force. */
  toConfirm: ConfirmationStep[];
  entitlements: number;
  due: number;
};

type Row = Omit<Policy, 'policy'> & {
  number: string;
  division_name: string;
  superseded_by: string | null;
  superseded_in: Superseding[];
  to_confirm: ConfirmationStep[];
  entitlements: number;
  due_sum: number;
};

const COLUMNS =
  `p.number, p.document, p.issuer, p.division_code AS division, p.season, p.kind, p.modes, p.unit, p.rate, p.tiers, ` +
  `p.cap, p.shares, p.target,
  p.exclusive_group AS "exclusiveGroup", p.basis, p.valid_from AS "validFrom", p.valid_to AS "validTo", p.due_on AS "dueOn", p.supersedes`;

/**
 * The policies that supersede $1's. One of the same season from the division itself or above supersedes it for all its
 * households; one from below only for its own.
 */
const SUPERSEDED = `
  (SELECT min(n.number) FROM subsidy_policy n JOIN division o ON o.code = $1 WHERE n.supersedes = p.number AND n.season = p.season
  AND n.to_confirm = '{}' AND n.division_code = ANY(o.path)) AS superseded_by,
  (SELECT coalesce(json_agg(json_build_object('policy', n.number, 'divisionName', nd.name) ORDER BY nd.code, n.number), '[]'::json)
  FROM subsidy_policy n JOIN division nd ON nd.code = n.division_code
   WHERE n.supersedes = p.number AND n.season = p.season AND n.to_confirm = '{}' AND n.division_code <> $1
   AND nd.path @> ARRAY[$1]::text[]) AS superseded_in`;
/** The entitlements of a policy in the division, within the person's scope. */
const HANGING = `LEFT JOIN LATERAL (
       SELECT sum(t.lines) AS entitlements, sum(t.due) AS due FROM subsidy_sum t JOIN division v ON v.code = t.village_code
       WHERE t.policy_number = p.number AND t.level = '' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     ) c ON true`;

/**
 * The policies that apply to a division in a season: its own, those of the divisions above, and those of single divisions
 * below; with a task those that wait for it. Everybody may read a document of the city; its entitlements are counted only within
 * the person's scope.
 */
export async function listPolicies(
  sql: Sql,
  scope: Scope,
  division: string,
  season: string,
  task: PolicyTask | null = null,
): Promise<ListedPolicy[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS},
      p.to_confirm, d.name AS division_name, ${SUPERSEDED},
      coalesce(c.entitlements, 0)::bigint AS entitlements, coalesce(c.due, 0)::bigint AS
      due_sum
     FROM subsidy_policy p JOIN division d ON d.code = p.division_code ${HANGING}
     WHERE p.season = $3 AND (d.path @> ARRAY[$1]::text[] OR p.division_code = ANY(SELECT unnest(path) FROM division WHERE code = $1))
       AND EXISTS (SELECT 1 FROM division own WHERE own.code = $1 AND own.path && $2::text[]) ${task ? `AND ${POLICY_WAITS[task]}` : ''}
     ORDER BY cardinality(d.path), p.division_code, p.kind, p.number`,
    [division, scope.roots, season],
  );
  return rows.map(listedOf);
}

/** One policy by its number as a division sees it; null when it applies to nothing the person sees. */
export async function policyByNumber(sql: Sql, scope: Scope, division: string, number: string): Promise<ListedPolicy | null> {
  const [row] = await sql.query<Row>(
    `SELECT ${COLUMNS},
      p.to_confirm, d.name AS division_name, ${SUPERSEDED},
      coalesce(c.entitlements, 0)::bigint AS entitlements, coalesce(c.due, 0)::bigint AS
      due_sum
     FROM subsidy_policy p JOIN division d ON d.code = p.division_code ${HANGING}
     WHERE p.number = $3 AND (d.path && $2::text[] OR EXISTS (SELECT 1 FROM division own WHERE own.code = ANY($2::text[])
     AND p.division_code = ANY(own.path)))`,
    [division, scope.roots, number],
  );
  return row ? listedOf(row) : null;
}

function listedOf({
  number,
  division_name,
  superseded_by,
  superseded_in,
  to_confirm,
  entitlements,
  due_sum,
  ...policy
}: Row): ListedPolicy {
  return {
    policy: { policy: number, ...policy },
    divisionName: division_name,
    supersededBy: superseded_by,
    supersededIn: superseded_in,
    toConfirm: to_confirm,
    entitlements,
    due: due_sum,
  };
}

/** Policies by their numbers, for computing. The caller has checked the right to see what they are used for. */
export async function policiesOf(sql: Sql, numbers: readonly string[]): Promise<Map<string, Policy>> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS},
      p.to_confirm, '' AS division_name, NULL AS superseded_by, '[]'::json AS superseded_in, 0 AS entitlements, 0 AS due_sum
      FROM subsidy_policy p WHERE p.number = ANY($1::text[])`,
    [numbers],
  );
  return new Map(rows.map((row) => [row.number, listedOf(row).policy]));
}
