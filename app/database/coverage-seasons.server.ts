import type { CalendarDay } from '~/domain/time/calendar-day';
import type { SeasonName } from '~/domain/time/heating-season';
import type { Sql } from './sql.server';

/** A season and the day it was closed in China; null while it is open. */
export type SeasonState = { name: SeasonName; closedOn: CalendarDay | null };

/** All seasons, the latest first. */
export async function listSeasons(sql: Sql): Promise<SeasonState[]> {
  return sql.query<SeasonState>(
    `SELECT name, to_char(closed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "closedOn" FROM season ORDER BY name DESC`,
  );
}
