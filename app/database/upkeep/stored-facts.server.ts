/** Facts and roll-ups as they are stored, to be compared with recomputed ones. */

import type { Sql } from '~/database/connection/sql.server';
import { MEASURE_COLUMNS, measureColumn, sumColumns, sumsOfRow } from '~/database/facts/measure-columns.server';
import { MEASURES, type Sums } from '~/domain/indicators/measures';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** The villages that have households or a roll-up. */
export async function villagesWithFigures(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ code: string }>(
    'SELECT village_code AS code FROM household UNION SELECT village_code FROM roll_up ORDER BY 1',
  );
  return rows.map(({ code }) => code);
}

/** The households of a village in the order of their numbers, locked until the transaction ends. */
export async function lockHouseholdsOfVillage(sql: Sql, village: string): Promise<string[]> {
  const rows = await sql.query<{ number: string }>('SELECT number FROM household WHERE village_code = $1 ORDER BY number FOR UPDATE', [
    village,
  ]);
  return rows.map(({ number }) => number);
}

export type StoredFacts = {
  season: string;
  household: string;
  village: string;
  visitId: string | null;
  mode: string;
  changesOn: CalendarDay | null;
  sums: Sums;
};

export async function storedFacts(sql: Sql, numbers: readonly string[], seasons: readonly string[]): Promise<StoredFacts[]> {
  const rows = await sql.query<Record<string, unknown> & Omit<StoredFacts, 'sums'>>(
    `SELECT season, household_number AS household, village_code AS village, visit_id AS "visitId", mode, changes_on AS "changesOn",
            ${MEASURE_COLUMNS.join(', ')}
     FROM household_facts WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[])`,
    [numbers, seasons],
  );
  return rows.map((row) => ({
    season: row.season,
    household: row.household,
    village: row.village,
    visitId: row.visitId,
    mode: row.mode,
    changesOn: row.changesOn,
    sums: sumsOfRow(row),
  }));
}

export type SumsOfSeason = { season: string; sums: Sums };

/** The facts of a village added up, in all seasons but these. */
export async function sumsOfOtherSeasons(sql: Sql, village: string, seasons: readonly string[]): Promise<SumsOfSeason[]> {
  const rows = await sql.query<Record<string, unknown> & { season: string }>(
    `SELECT f.season, ${sumColumns('f')} FROM household_facts f
     WHERE f.village_code = $1 AND f.season <> ALL($2::text[]) GROUP BY f.season`,
    [village, seasons],
  );
  return rows.map((row) => ({ season: row.season, sums: sumsOfRow(row) }));
}

/** The roll-ups of a village, locked until the transaction ends. */
export async function lockRollUps(sql: Sql, village: string): Promise<Map<string, Sums>> {
  const rows = await sql.query<Record<string, unknown> & { season: string }>(
    `SELECT season, ${MEASURE_COLUMNS.join(', ')} FROM roll_up WHERE village_code = $1 FOR UPDATE`,
    [village],
  );
  return new Map(rows.map((row) => [row.season, sumsOfRow(row)]));
}

export async function replaceRollUps(sql: Sql, village: string, sums: ReadonlyMap<string, Sums>): Promise<void> {
  await sql.query('DELETE FROM roll_up WHERE village_code = $1', [village]);
  const rows = [...sums].map(([season, sum]) => ({
    season,
    village_code: village,
    ...Object.fromEntries(MEASURES.map((measure) => [measureColumn(measure), sum[measure]])),
  }));
  await sql.query('INSERT INTO roll_up SELECT * FROM json_populate_recordset(null::roll_up, $1::json)', [JSON.stringify(rows)]);
}
