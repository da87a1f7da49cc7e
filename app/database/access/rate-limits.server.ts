import type { Sql } from '~/database/connection/sql.server';

/** The counters themselves are kept by rate-limiter-flexible; it leaves those that ran out. */
export async function deleteExpiredLimits(sql: Sql, now: Date): Promise<void> {
  await sql.query('DELETE FROM rate_limit WHERE expire < $1', [now.getTime()]);
}
