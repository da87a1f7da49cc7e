/** 问题门槛 as a season keeps them. */
import type { Sql } from '~/database/connection/sql.server';

/** What a season keeps of its thresholds; null when it keeps nothing, or there is no such season. */
export async function keptThresholds(sql: Sql, season: string): Promise<unknown> {
  const [row] = await sql.query<{ kept: unknown }>('SELECT finding_thresholds AS kept FROM season WHERE name = $1', [season]);
  return row?.kept ?? null;
}

/** Triggers of the season mark its findings, so that the job computes them anew. The season must be locked (`lockSeason`). */
export async function storeThresholds(sql: Sql, season: string, kept: Record<string, unknown> | null): Promise<void> {
  await sql.query('UPDATE season SET finding_thresholds = $2::jsonb WHERE name = $1', [season, kept && JSON.stringify(kept)]);
}
