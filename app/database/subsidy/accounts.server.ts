/** Who is owed money and has no account that it could be sent to (app/domain/subsidy/payments/bank-account). */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { OWED_ONE_BY_ONE } from './batches.server';
import { villagesOfPage } from './ledger-sums.server';
import { WITHOUT_ACCOUNT } from './reach.server';

/** The households that something could be drafted for and that have no account, with the amount. */
export async function countWithoutAccount(
  sql: Sql,
  scope: Scope,
  division: string,
  season: string,
): Promise<{ households: number; amount: number }> {
  const [row] = await sql.query<{ households: number; amount: number }>(
    `SELECT coalesce(sum(t.households_without_account), 0)::bigint AS households,
       coalesce(sum(t.amount_without_account), 0)::bigint AS amount ${OPEN_TOGETHER}`,
    [division, scope.roots, season],
  );
  return row!;
}

type WithoutAccount = { number: string; head: string; place: string; owed: number };
export const ACCOUNTS_PAGE = 100;

export async function listWithoutAccount(
  sql: Sql,
  scope: Scope,
  division: string,
  season: string,
  page: number,
): Promise<WithoutAccount[]> {
  return sql.query<WithoutAccount>(
    `WITH ${villagesOfPage(
      `SELECT v.code, t.households_without_account AS n ${OPEN_TOGETHER} AND t.households_without_account > 0`,
      ACCOUNTS_PAGE + 1,
      '$4::bigint',
    )}
     SELECT h.number, h.head, ${placeBelow('$1')} AS place, sum(o.amount)::bigint AS owed
     FROM page JOIN household h ON h.village_code = ANY(page.codes) JOIN division v ON v.code = h.village_code
     JOIN entitlement e ON e.household_number = h.number ${OWED_ONE_BY_ONE}
     WHERE e.season = $3 AND o.amount > 0 AND ${WITHOUT_ACCOUNT}
     GROUP BY h.number, h.head, h.village_code, v.code, v.path ORDER BY h.village_code, h.number
     LIMIT ${ACCOUNTS_PAGE + 1} OFFSET (SELECT skipped FROM page)`,
    [division, scope.roots, season, (page - 1) * ACCOUNTS_PAGE],
  );
}

/** What may be drafted of all policies and levels together. */
const OPEN_TOGETHER = `FROM division v JOIN subsidy_open t ON t.village_code = v.code
  WHERE t.season = $3 AND t.policy_number = '' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`;
