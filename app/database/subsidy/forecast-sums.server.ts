/**
 * What a forecast gives for each village, kept from the first time it is asked for until something it depends on changes: triggers then
 * remove it in the same transaction (docs/decisions/0019-subsidy-ledger.md).
 */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

/** The villages with households below a division, with their stored numbers; null where there are none. */
export async function storedForecasts(
  sql: Sql,
  scope: Scope,
  query: { division: string; season: string; percent: number },
): Promise<Map<string, number[] | null>> {
  const rows = await sql.query<{ code: string; numbers: string | null }>(
    `SELECT v.code, to_json(s.numbers)::text AS numbers FROM division v
     JOIN roll_up r ON r.village_code = v.code AND r.season = $3 AND r.h > 0
     LEFT JOIN forecast_sum s ON s.village_code = v.code AND s.season = $3 AND s.percent = $4
     WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] ORDER BY v.code`,
    [query.division, scope.roots, query.season, query.percent],
  );
  // As JSON, because the driver reads arrays number by number.
  return new Map(rows.map(({ code, numbers }) => [code, numbers === null ? null : (JSON.parse(numbers) as number[])]));
}

/**
 * The villages of these in which nobody is changing anything, held until the transaction ends. What is read after this may be stored
 * for them. Nothing is waited for.
 */
export async function holdForecasts(sql: Sql, villages: readonly string[]): Promise<Set<string>> {
  const [all] = await sql.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock(forecast_lock(NULL)) AS held');
  if (!all!.held) return new Set();
  const rows = await sql.query<{ code: string }>(
    'SELECT code FROM unnest($1::text[]) code WHERE pg_try_advisory_xact_lock(forecast_lock(code))',
    [villages],
  );
  return new Set(rows.map(({ code }) => code));
}

export async function storeForecasts(
  sql: Sql,
  query: { season: string; percent: number },
  forecasts: readonly { village: string; numbers: readonly number[] }[],
): Promise<void> {
  await sql.query(
    `INSERT INTO forecast_sum (village_code, season, percent, numbers)
     SELECT village, $1, $2, numbers FROM json_to_recordset($3::json) AS f(village text, numbers bigint[])
     ON CONFLICT (season, percent, village_code) DO UPDATE SET numbers = excluded.numbers`,
    [query.season, query.percent, JSON.stringify(forecasts)],
  );
}

/** Everything that is kept of a village. */
export function keptForecasts(sql: Sql, village: string): Promise<{ season: string; percent: number; numbers: number[] }[]> {
  return sql.query('SELECT season, percent, numbers FROM forecast_sum WHERE village_code = $1 ORDER BY season, percent', [village]);
}

/** The next who asks computes them anew. */
export async function forgetForecasts(sql: Sql, village: string): Promise<void> {
  await sql.query('SELECT forget_forecasts(ARRAY[$1])', [village]);
}
