/** Where the records and chains lie that a verification found at fault. */
import type { Sql } from '~/database/connection/sql.server';

/** The villages of households, by number; a number that no household has is left out. */
export async function villagesOfHouseholds(sql: Sql, numbers: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ number: string; village: string }>(
    'SELECT number, village_code AS village FROM household WHERE number = ANY($1::text[])',
    [numbers],
  );
  return new Map(rows.map(({ number, village }) => [number, village]));
}

/** The households of visits or of changes that wait, by id. */
export async function householdsOfRecords(
  sql: Sql,
  table: 'visit' | 'household_change',
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; household: string }>(
    `SELECT id::text AS id, household_number AS household FROM ${table} WHERE id::text = ANY($1::text[])`,
    [ids],
  );
  return new Map(rows.map(({ id, household }) => [id, household]));
}

export async function divisionsAmong(sql: Sql, codes: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ code: string }>('SELECT code FROM division WHERE code = ANY($1::text[])', [codes]);
  return new Set(rows.map(({ code }) => code));
}
