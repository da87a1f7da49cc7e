/** Reads whether seasons are closed; closes and reopens a season. */

import type { Sql } from '~/database/connection/sql.server';

/** Whether each of these seasons is closed; a season that does not exist is missing. */
export async function closedByName(sql: Sql, names: readonly string[]): Promise<Map<string, boolean>> {
  const rows = await sql.query<{ name: string; closed: boolean }>(
    'SELECT name, closed_at IS NOT NULL AS closed FROM season WHERE name = ANY($1::text[])',
    [names],
  );
  return new Map(rows.map(({ name, closed }) => [name, closed]));
}

/** Null when there is no such season. */
export async function isClosed(sql: Sql, season: string): Promise<boolean | null> {
  return (await closedByName(sql, [season])).get(season) ?? null;
}

export async function storeClosed(sql: Sql, season: string, by: string, now: Date): Promise<void> {
  await (await sql.prisma()).season.update({
    where: { name: season },
    data: {
      closedAt: now,
      closedBy: by,
      reopenedAt: null,
      reopenedBy: null,
      reopenedWhy: null,
    },
  });
}

export async function storeReopened(sql: Sql, season: string, { by, why, at }: { by: string; why: string; at: Date }): Promise<void> {
  const data = { closedAt: null, closedBy: null, reopenedAt: at, reopenedBy: by, reopenedWhy: why };
  await (await sql.prisma()).season.update({ where: { name: season }, data });
}

export type ReopenedSeason = { season: string; at: string; by: string; why: string };

/** Open seasons that had been closed, the last one first: whoever answers for figures is told that they move again. */
export async function reopenedSeasons(sql: Sql): Promise<ReopenedSeason[]> {
  return sql.query<ReopenedSeason>(
    `SELECT name AS season, reopened_at AS at, reopened_by AS by, reopened_why AS why FROM season
     WHERE reopened_at IS NOT NULL ORDER BY reopened_at DESC`,
  );
}

/** Whether the season is closed. It cannot be closed until the transaction ends; other visits go on meanwhile. */
export async function isClosedAndHeld(sql: Sql, season: string): Promise<boolean> {
  const [row] = await sql.query<{ closed: boolean }>('SELECT closed_at IS NOT NULL AS closed FROM season WHERE name = $1 FOR SHARE', [
    season,
  ]);
  return row?.closed ?? false;
}
