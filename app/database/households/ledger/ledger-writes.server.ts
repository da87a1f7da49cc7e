/** Reads a household's records before a change and writes the change, by columns. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { Columns } from '~/domain/household/ledger/changed-fields';

export type LockedLedger = { number: string; village: string; revision: number; household: Columns; conversion: Columns | null };

/** The household with its current conversion, locked until the transaction ends. Null when it does not exist or lies outside the scope. */
export async function lockLedger(sql: Sql, scope: Scope, number: string): Promise<LockedLedger | null> {
  const [row] = await sql.query<LockedLedger>(
    `SELECT h.number, h.village_code AS village, h.revision, to_jsonb(h) AS household,
            (SELECT to_jsonb(c) FROM conversion c WHERE c.household_number = h.number AND c.current) AS conversion
     FROM household h JOIN division v ON v.code = h.village_code WHERE h.number = $1 AND v.path && $2::text[] FOR UPDATE OF h`,
    [number, scope.roots],
  );
  return row ?? null;
}

/** A reading as it is stored, locked with its household. */
export async function readingColumns(sql: Sql, number: string, season: string, energy: string): Promise<Columns | null> {
  const [row] = await sql.query<{ reading: Columns }>(
    `SELECT to_jsonb(u) - 'household_number' - 'season' - 'energy' AS reading FROM meter_usage u
     WHERE u.household_number = $1 AND u.season = $2 AND u.energy = $3`,
    [number, season, energy],
  );
  return row?.reading ?? null;
}

/** Only these are columns; a name that came from elsewhere would become SQL. */
function names(columns: Columns): string[] {
  const all = Object.keys(columns);
  if (all.some((name) => !/^[a-z_]+$/.test(name))) throw new Error('not a column');
  return all;
}

/** Writes columns of a household and raises its revision. */
export async function writeHousehold(sql: Sql, number: string, columns: Columns): Promise<void> {
  const sets = ['revision = h.revision + 1', ...names(columns).map((name) => `${name} = x.${name}`)].join(', ');
  await sql.query(`UPDATE household h SET ${sets} FROM json_populate_record(null::household, $2::json) x WHERE h.number = $1`, [
    number,
    JSON.stringify(columns),
  ]);
}

/** Corrects the current conversion, or puts a new one in its place; the one before stays as a former one. */
export async function writeConversion(sql: Sql, number: string, how: 'correct' | 'replace' | 'add', columns: Columns): Promise<void> {
  const all = names(columns);
  if (how === 'correct') {
    const sets = all.map((name) => `${name} = x.${name}`).join(', ');
    await sql.query(
      `UPDATE conversion c SET ${sets} FROM json_populate_record(null::conversion, $2::json) x WHERE c.household_number = $1 AND c.current`,
      [number, JSON.stringify(columns)],
    );
    return;
  }
  await sql.query('UPDATE conversion SET current = false WHERE household_number = $1 AND current', [number]);
  await sql.query(
    `INSERT INTO conversion (household_number, current, ${all.join(', ')})
     SELECT $1, true, ${all.map((name) => `x.${name}`).join(', ')} FROM json_populate_record(null::conversion, $2::json) x`,
    [number, JSON.stringify(columns)],
  );
}

export async function writeReading(sql: Sql, number: string, season: string, energy: string, columns: Columns): Promise<void> {
  const all = names(columns);
  await sql.query(
    `INSERT INTO meter_usage (household_number, season, energy, ${all.join(', ')})
     SELECT $1, $2, $3, ${all.map((name) => `x.${name}`).join(', ')} FROM json_populate_record(null::meter_usage, $4::json) x
     ON CONFLICT (household_number, season, energy) DO UPDATE SET ${all.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [number, season, energy, JSON.stringify(columns)],
  );
}

export async function heatSourceExists(sql: Sql, number: string): Promise<boolean> {
  return (await sql.query('SELECT 1 FROM heat_source WHERE number = $1', [number])).length > 0;
}
