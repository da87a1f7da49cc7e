import type { Sql } from '~/database/connection/sql.server';

/** rate-limiter-flexible keeps the counters but leaves the expired ones in the table. */
export async function deleteExpiredLimits(sql: Sql, now: Date): Promise<void> {
  await sql.query('DELETE FROM rate_limit WHERE expire < $1', [now.getTime()]);
}
