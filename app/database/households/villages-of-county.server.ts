import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { hasEnded } from '~/database/divisions/in-force.server';
import type { Scope } from '~/database/scope.server';

/** The villages in force of a village's county that the scope holds, township by township. */
export async function villagesOfSameCounty(
  sql: Sql,
  scope: Scope,
  village: string,
): Promise<{ code: string; name: string; township: string }[]> {
  return sql.query(
    `SELECT v.code, v.name, t.name AS township FROM division v JOIN division t ON t.code = v.parent_code
     WHERE v.level = 'village' AND v.merged_into IS NULL AND v.path && $2::text[]
       AND (NOT ${hasEnded('v', chinaDay('now()'))} OR v.code = $1)
       AND v.path && (SELECT ARRAY[c.code] FROM division own JOIN division c ON c.code = ANY(own.path) AND c.level = 'county'
       WHERE own.code = $1)
     ORDER BY t.code, v.code`,
    [village, scope.roots],
  );
}
