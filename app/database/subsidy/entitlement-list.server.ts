/** 明细: the entitlements behind an amount of the overview and of the funds, with the part of each in the figure. */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { PolicyKind } from '~/domain/contract/enumerations';
import type { EntitlementFilter, EntitlementListView } from '~/domain/subsidy/entitlement-list-view';
import { dueOfLevel } from './levels.server';

export type ListedEntitlement = {
  number: string;
  head: string;
  place: string;
  policy: string;
  kind: PolicyKind;
  due: number;
  paid: number;
  owed: number;
  overpaid: number;
};
export type EntitlementSum = { households: number; lines: number; due: number; paid: number; owed: number; overpaid: number };
const ENTITLEMENTS_PAGE = 100;

const CONDITION: Record<EntitlementFilter, string> = {
  any: 'due > 0 OR paid > 0',
  due: 'due > 0',
  paid: 'paid > 0',
  owed: 'due > paid',
  overpaid: 'paid > due',
};

/** A page of them by village and household, and their total, which equals the figure. */
export async function listEntitlements(
  sql: Sql,
  scope: Scope,
  query: EntitlementListView & { division: string; season: string },
): Promise<{ sum: EntitlementSum; rows: ListedEntitlement[]; more: boolean }> {
  const values = [query.division, scope.roots, query.season, query.kind, ...(query.level === null ? [] : [query.level])];
  const [sum] = await sql.query<EntitlementSum>(
    `${chosen(query)} SELECT count(DISTINCT number) AS households, count(*) AS lines, coalesce(sum(due), 0)::bigint AS due,
      coalesce(sum(paid), 0)::bigint AS paid,
       coalesce(sum(greatest(due - paid, 0)), 0)::bigint AS owed, coalesce(sum(greatest(paid - due, 0)), 0)::bigint AS overpaid FROM one
       WHERE ${CONDITION[query.filter]}`,
    values,
  );
  const rows = await sql.query<ListedEntitlement>(
    `${chosen(query)} SELECT one.number, h.head, one.policy, one.kind, one.due, one.paid, greatest(one.due - one.paid, 0) AS owed,
      greatest(one.paid - one.due, 0) AS overpaid,
       ${placeBelow('$1')} AS place
     FROM (SELECT * FROM one WHERE ${CONDITION[query.filter]} ORDER BY village, number, policy LIMIT ${ENTITLEMENTS_PAGE + 1} OFFSET
     $${values.length + 1}) one
     JOIN household h ON h.number = one.number JOIN division v ON v.code = h.village_code ORDER BY one.village, one.number, one.policy`,
    [...values, (query.page - 1) * ENTITLEMENTS_PAGE],
  );
  return { sum: sum!, rows: rows.slice(0, ENTITLEMENTS_PAGE), more: rows.length > ENTITLEMENTS_PAGE };
}

type HouseholdByNumber = { number: string; head: string; address: string | null; phoneMasked: string | null; place: string };

/** Households by their numbers, in the scope, in the order of village and number, as a list shows them. */
export function householdsByNumber(sql: Sql, scope: Scope, division: string, numbers: readonly string[]): Promise<HouseholdByNumber[]> {
  return sql.query(
    `SELECT h.number, h.head, h.address, h.phone_masked AS "phoneMasked", ${placeBelow('$1')} AS place
     FROM household h JOIN division v ON v.code = h.village_code WHERE h.number = ANY($3::text[]) AND v.path @> ARRAY[$1]::text[]
     AND v.path && $2::text[] ORDER BY h.village_code, h.number`,
    [division, scope.roots, numbers],
  );
}

/** $1 division, $2 scope, $3 season, $4 kind. With a level ($5) it takes only what that level bears and what arrived of its money. */
function chosen({ level }: EntitlementListView): string {
  const paid = level === null ? 'e.paid' : 'coalesce(t.paid, 0)::bigint';
  const sent = `LEFT JOIN (SELECT household_number, policy_number, sum(amount) AS paid FROM payment WHERE season = $3 AND level = $5
    AND result = 'ok' GROUP BY 1, 2) t
                ON t.household_number = e.household_number AND t.policy_number = e.policy_number`;
  return `WITH one AS (
      SELECT e.household_number AS number, h.village_code AS village, e.policy_number AS policy, p.kind,
      ${level === null ? 'e.due' : dueOfLevel(level)} AS due, ${paid} AS paid
      FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number JOIN household h ON h.number = e.household_number
      JOIN division v ON v.code = h.village_code
      ${level === null ? '' : sent}
      WHERE e.season = $3 AND ($4::text IS NULL OR p.kind = $4) AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
    )`;
}
