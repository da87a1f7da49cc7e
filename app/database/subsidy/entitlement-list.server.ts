/** 明细: the entitlements behind an amount of the overview and of the funds, with the part of each in the figure. */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { PolicyKind } from '~/domain/contract/enumerations';
import type { EntitlementFilter, EntitlementListView } from '~/domain/subsidy/entitlement-list-view';
import { inFilter, LEDGER_SUMS, SUMS_HERE, villagesOfPage } from './ledger-sums.server';
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
const ENTITLEMENTS_PAGE = 60;

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
  const { filter } = query;
  const values = [query.division, scope.roots, query.season, query.kind, query.level ?? ''];
  const [sum] = await sql.query<EntitlementSum>(
    `SELECT ${LEDGER_SUMS},
       (SELECT coalesce(sum(n."${filter}"), 0)::bigint FROM division v JOIN subsidy_households n ON n.village_code = v.code
        WHERE n.season = $3 AND n.kind = coalesce($4, '') AND n.level = $5 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[])
        AS households
     ${CHOSEN_SUMS} AND ${inFilter(filter)}`,
    values,
  );
  const rows = await sql.query<ListedEntitlement>(
    `WITH ${villagesOfPage(
      `SELECT v.code, sum(t.lines) AS n ${CHOSEN_SUMS} AND ${inFilter(filter)} GROUP BY v.code`,
      ENTITLEMENTS_PAGE + 1,
      '$6::bigint',
    )}, one AS (${chosen(query)})
     SELECT one.number, one.head, one.policy, one.kind, one.due, one.paid, greatest(one.due - one.paid, 0) AS owed,
       greatest(one.paid - one.due, 0) AS overpaid, ${placeBelow('$1')} AS place
     FROM (SELECT * FROM one WHERE ${CONDITION[filter]} ORDER BY village, number, policy
       LIMIT ${ENTITLEMENTS_PAGE + 1} OFFSET (SELECT skipped FROM page)) one
     JOIN division v ON v.code = one.village ORDER BY one.village, one.number, one.policy`,
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

/** $1 division, $2 scope, $3 season, $4 kind, $5 level or '' for the whole. */
const CHOSEN_SUMS = `${SUMS_HERE} AND t.level = $5
  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM subsidy_policy p WHERE p.number = t.policy_number AND p.kind = $4))`;

/** The entitlements in the villages of the page. With a level it takes only what that level bears and what arrived of its money. */
function chosen({ level }: EntitlementListView): string {
  const paid = level === null ? 'e.paid' : 'coalesce(t.paid, 0)::bigint';
  const sent = `CROSS JOIN LATERAL (SELECT sum(amount) AS paid FROM payment t WHERE t.household_number = e.household_number
    AND t.policy_number = e.policy_number AND t.level = $5 AND t.result = 'ok') t`;
  return `SELECT h.number, h.head, h.village_code AS village, e.policy_number AS policy, p.kind,
      ${level === null ? 'e.due' : dueOfLevel(level)} AS due, ${paid} AS paid
    FROM page JOIN household h ON h.village_code = ANY(page.codes)
    JOIN entitlement e ON e.household_number = h.number AND e.season = $3 JOIN subsidy_policy p ON p.number = e.policy_number
    ${level === null ? '' : sent}
    WHERE $4::text IS NULL OR p.kind = $4`;
}
