/** Closing a season and opening it again. */

import type { Sql } from '~/database/connection/sql.server';

export async function storeClosed(sql: Sql, season: string, by: string, now: Date): Promise<void> {
  await sql.query('UPDATE season SET closed_at = $2, closed_by = $3 WHERE name = $1', [season, now.toISOString(), by]);
}

export async function storeReopened(sql: Sql, season: string): Promise<void> {
  await sql.query('UPDATE season SET closed_at = NULL, closed_by = NULL WHERE name = $1', [season]);
}

/** Whether the season is closed. It stays as it is until the transaction ends: visits go on meanwhile, only closing waits. */
export async function isClosedAndHeld(sql: Sql, season: string): Promise<boolean> {
  const [row] = await sql.query<{ closed: boolean }>('SELECT closed_at IS NOT NULL AS closed FROM season WHERE name = $1 FOR SHARE', [
    season,
  ]);
  return row?.closed ?? false;
}
