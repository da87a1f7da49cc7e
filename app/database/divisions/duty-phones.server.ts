import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { DutyPhones } from '~/domain/divisions/duty-phone';

export type DutyPhoneRow = { code: string; name: string; level: 'county' | 'township'; above: string; phone: string | null };

const WITH_PHONE = `v.level IN ('county', 'township') AND v.valid_to IS NULL AND v.path && $1::text[]`;

/** The counties and townships of the scope in force, each county before its townships. */
export async function dutyPhonesBelow(sql: Sql, scope: Scope): Promise<DutyPhoneRow[]> {
  return sql.query<DutyPhoneRow>(
    `SELECT v.code, v.name, v.level, coalesce(p.name, '') AS above, v.duty_phone AS phone
     FROM division v LEFT JOIN division p ON p.code = v.parent_code WHERE ${WITH_PHONE} ORDER BY v.code LIMIT 500`,
    [scope.roots],
  );
}

/** One of them, locked; null: there is none in scope. */
export async function lockDutyPhone(sql: Sql, scope: Scope, code: string): Promise<{ phone: string | null } | null> {
  const [row] = await sql.query<{ phone: string | null }>(
    `SELECT v.duty_phone AS phone FROM division v WHERE ${WITH_PHONE} AND v.code = $2 FOR UPDATE`,
    [scope.roots, code],
  );
  return row ?? null;
}

export async function storeDutyPhone(sql: Sql, code: string, phone: string | null): Promise<void> {
  await sql.query('UPDATE division SET duty_phone = $2 WHERE code = $1', [code, phone]);
}

/** The duty phone of a division in scope. */
export async function dutyPhoneOf(sql: Sql, scope: Scope, code: string): Promise<string | null> {
  const [row] = await sql.query<{ phone: string | null }>(
    'SELECT v.duty_phone AS phone FROM division v WHERE v.code = $1 AND v.path && $2::text[]',
    [code, scope.roots],
  );
  return row?.phone ?? null;
}

/** Whom to call from a village in scope. */
export async function dutyPhonesOfVillage(sql: Sql, scope: Scope, village: string): Promise<DutyPhones | null> {
  const [row] = await sql.query<DutyPhones>(
    `SELECT coalesce(p.name, '') AS township, p.duty_phone AS "townshipPhone", coalesce(c.name, '') AS county, c.duty_phone AS "countyPhone"
     FROM division v LEFT JOIN division p ON p.code = v.parent_code LEFT JOIN division c ON c.code = p.parent_code
     WHERE v.code = $1 AND v.path && $2::text[]`,
    [village, scope.roots],
  );
  return row ?? null;
}
