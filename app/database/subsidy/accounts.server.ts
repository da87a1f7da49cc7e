/** Who is owed money and has no account that it could be sent to (app/domain/subsidy/payments/bank-account). */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { OWED_OF_SEASON } from './batches.server';
import { WITHOUT_ACCOUNT } from './reach.server';

const OWED_WITHOUT_ACCOUNT = `
  FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code ${OWED_OF_SEASON}
  WHERE e.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND o.amount > 0 AND ${WITHOUT_ACCOUNT}`;

/** The households that something could be drafted for and that have no account, with the amount. */
export async function countWithoutAccount(
  sql: Sql,
  scope: Scope,
  division: string,
  season: string,
): Promise<{ households: number; amount: number }> {
  const [row] = await sql.query<{ households: number; amount: number }>(
    `SELECT count(DISTINCT h.number) AS households, coalesce(sum(o.amount), 0)::bigint AS amount ${OWED_WITHOUT_ACCOUNT}`,
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
    `SELECT h.number, h.head, ${placeBelow('$1')} AS place, sum(o.amount)::bigint AS owed ${OWED_WITHOUT_ACCOUNT}
     GROUP BY h.number, h.head, h.village_code, v.code, v.path ORDER BY h.village_code, h.number
     LIMIT ${ACCOUNTS_PAGE + 1} OFFSET $4`,
    [division, scope.roots, season, (page - 1) * ACCOUNTS_PAGE],
  );
}
