import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { hasEnded } from '~/database/divisions/in-force.server';
import type { Scope } from '~/database/scope.server';

export type CorrectableHousehold = {
  number: string;
  head: string;
  address: string | null;
  status: string;
  residence: string;
  revision: number;
  villageCode: string;
  village: string;
  township: string;
};

/** What the county may correct of a household, or null when it lies outside the scope. */
export async function correctableHousehold(sql: Sql, scope: Scope, number: string): Promise<CorrectableHousehold | null> {
  const [household] = await sql.query<CorrectableHousehold>(
    `SELECT h.number, h.head, h.address, h.status, h.residence, h.revision, v.code AS "villageCode", v.name AS village, t.name AS township
     FROM household h JOIN division v ON v.code = h.village_code JOIN division t ON t.code = v.parent_code
     WHERE h.number = $1 AND v.path && $2::text[]`,
    [number, scope.roots],
  );
  return household ?? null;
}

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
