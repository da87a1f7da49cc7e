import type { SeasonState } from '~/domain/coverage/division';
import type { Sql } from '~/database/connection/sql.server';

/** All seasons, the latest first. */
export async function listSeasons(sql: Sql): Promise<SeasonState[]> {
  return sql.query<SeasonState>(
    `SELECT s.name, min(d.starts_on) AS "startsOn", to_char(s.closed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "closedOn"
     FROM season s LEFT JOIN season_dates d ON d.season = s.name GROUP BY s.name ORDER BY s.name DESC`,
  );
}
