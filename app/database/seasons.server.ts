/** 采暖季 as people keep them: which are open, and from when to when where. */
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { Scope } from './scope.server';
import type { Sql } from './sql.server';

export type SeasonLine = { name: string; closedAt: string | null; closedBy: string | null };
export type SeasonDatesLine = { season: string; code: string; name: string; level: string; startsOn: CalendarDay | null; endsOn: CalendarDay | null };

/** All seasons, the newest first. */
export async function listSeasons(sql: Sql): Promise<SeasonLine[]> {
  return sql.query<SeasonLine>('SELECT name, closed_at AS "closedAt", closed_by AS "closedBy" FROM season ORDER BY name DESC');
}

export async function seasonByName(sql: Sql, name: string): Promise<SeasonLine | null> {
  const [row] = await sql.query<SeasonLine>('SELECT name, closed_at AS "closedAt", closed_by AS "closedBy" FROM season WHERE name = $1', [name]);
  return row ?? null;
}

/** The own dates of the cities and counties in the scope, null where the division above decides; the city first. */
export async function datesOfSeason(sql: Sql, scope: Scope, season: string): Promise<SeasonDatesLine[]> {
  return sql.query<SeasonDatesLine>(
    `SELECT $2::text AS season, v.code, v.name, v.level, d.starts_on AS "startsOn", d.ends_on AS "endsOn"
     FROM division v LEFT JOIN season_dates d ON d.division_code = v.code AND d.season = $2
     WHERE v.path && $1::text[] AND (v.level IN ('city', 'county') OR d.season IS NOT NULL) AND v.merged_into IS NULL
     ORDER BY cardinality(v.path), v.code`,
    [scope.roots, season],
  );
}

/** Every season with the dates of one division (its own). */
export async function datesOfDivision(sql: Sql, code: string): Promise<{ season: string; startsOn: CalendarDay; endsOn: CalendarDay }[]> {
  return sql.query('SELECT season, starts_on AS "startsOn", ends_on AS "endsOn" FROM season_dates WHERE division_code = $1', [code]);
}

export async function lockSeason(sql: Sql, name: string): Promise<SeasonLine | null> {
  const [row] = await sql.query<SeasonLine>('SELECT name, closed_at AS "closedAt", closed_by AS "closedBy" FROM season WHERE name = $1 FOR UPDATE', [name]);
  return row ?? null;
}

export async function insertSeason(sql: Sql, name: string): Promise<boolean> {
  return (await sql.query('INSERT INTO season (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING name', [name])).length > 0;
}

type Dates = { startsOn: CalendarDay; endsOn: CalendarDay };

/** Stores the dates of a division; answers those it had. */
export async function storeSeasonDates(sql: Sql, season: string, division: string, dates: Dates): Promise<Dates | null> {
  const [before] = await sql.query<Dates>('SELECT starts_on AS "startsOn", ends_on AS "endsOn" FROM season_dates WHERE season = $1 AND division_code = $2', [season, division]);
  await sql.query(
    `INSERT INTO season_dates (season, division_code, starts_on, ends_on) VALUES ($1, $2, $3, $4)
     ON CONFLICT (season, division_code) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on`,
    [season, division, dates.startsOn, dates.endsOn],
  );
  return before ?? null;
}

/** Removes the own dates of a division, so that those above decide; answers what they were. */
export async function removeSeasonDates(sql: Sql, season: string, division: string): Promise<Dates | null> {
  const [row] = await sql.query<Dates>('DELETE FROM season_dates WHERE season = $1 AND division_code = $2 RETURNING starts_on AS "startsOn", ends_on AS "endsOn"', [season, division]);
  return row ?? null;
}
