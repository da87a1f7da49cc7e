/** Households that a cadre adds because the roster missed them. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

/** Whether this is a village of the scope. It stays locked until the transaction ends, so that two additions get two numbers. */
export async function lockVillage(sql: Sql, scope: Scope, code: string): Promise<boolean> {
  const rows = await sql.query(
    `SELECT v.code FROM division v WHERE v.code = $1 AND v.level = 'village' AND v.path && $2::text[] FOR UPDATE`,
    [code, scope.roots],
  );
  return rows.length > 0;
}

export type ComparedHousehold = { number: string; head: string; address: string | null; sameIdNumber: boolean };

/** The households of a village, to be compared with one that may be among them. */
export async function householdsToCompare(sql: Sql, village: string, idFingerprint: string | null): Promise<ComparedHousehold[]> {
  return sql.query<ComparedHousehold>(
    `SELECT number, head, address, coalesce(id_number_fingerprint = $2, false) AS "sameIdNumber" FROM household
     WHERE village_code = $1 ORDER BY number`,
    [village, idFingerprint],
  );
}

/**
 * The highest running number ever given to an added household of a village, even if that household has moved; 0 when there is
 * none.
 */
export async function lastAddedRunning(sql: Sql, village: string): Promise<number> {
  const [row] = await sql.query<{ last: number | null }>(
    `SELECT max(substr(number, length($1) + 2)::int) AS last FROM household WHERE number ~ ('^' || $1 || 'B[0-9]+$')`,
    [village],
  );
  return row?.last ?? 0;
}

/** The columns of an added household. */
export type AddedHousehold = {
  number: string;
  village_code: string;
  head: string;
  head_initials: string;
  head_pinyin: string;
  address: string;
  residence: string;
  status: string;
  phone_encrypted: string | null;
  phone_masked: string | null;
  id_number_encrypted: string | null;
  id_number_masked: string | null;
  id_number_fingerprint: string | null;
  id_number_faulty: boolean | null;
  note: string;
  source: string;
  revision: number;
  created_at: string;
};

export async function insertAddedHousehold(sql: Sql, record: AddedHousehold): Promise<void> {
  const columns = Object.keys(record).join(', ');
  await sql.query(`INSERT INTO household (${columns}) SELECT ${columns} FROM json_populate_record(null::household, $1::json)`, [
    JSON.stringify(record),
  ]);
}
