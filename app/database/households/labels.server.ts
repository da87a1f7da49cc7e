/** 户码: the households of a village that get a label, by number. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { statusInScope } from './status-in-scope.server';

/** Those in scope (正常, 闲置); a household that a phone added has no number yet and no label. */
const LABELLED = `FROM household h JOIN division v ON v.code = h.village_code
  WHERE h.village_code = $1 AND v.path && $2::text[] AND ${statusInScope('h.status')} AND h.number NOT LIKE '手机%'`;

export async function labelledHouseholds(
  sql: Sql,
  scope: Scope,
  query: { village: string; offset: number; limit: number },
): Promise<{ numbers: string[]; count: number }> {
  const rows = await sql.query<{ number: string }>(`SELECT h.number ${LABELLED} ORDER BY h.number LIMIT $3 OFFSET $4`, [
    query.village,
    scope.roots,
    query.limit,
    query.offset,
  ]);
  const [all] = await sql.query<{ count: number }>(`SELECT count(*)::int AS count ${LABELLED}`, [query.village, scope.roots]);
  return { numbers: rows.map(({ number }) => number), count: all!.count };
}
