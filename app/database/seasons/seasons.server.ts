/** 采暖季 as people maintain them: which are open, and their dates in each division. */

import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { dateOfDay, dayOf } from '~/database/connection/values.server';
import type { Scope } from '~/database/scope.server';
import { OPERATOR } from '~/domain/access/person';
import type { SeasonState } from '~/domain/coverage/division';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { OpenOrClosed } from '~/domain/time/current-season';

export type SeasonLine = { name: string; closedAt: string | null; closedBy: string | null };
export type SeasonDatesLine = {
  season: string;
  code: string;
  name: string;
  level: string;
  startsOn: CalendarDay | null;
  endsOn: CalendarDay | null;
};

/** All seasons, the newest first. */
export async function listSeasons(sql: Sql): Promise<SeasonLine[]> {
  return (await (await sql.prisma()).season.findMany({ orderBy: { name: 'desc' } })).map(lineOf);
}

function lineOf(season: { name: string; closedAt: Date | null; closedBy: string | null }): SeasonLine {
  return {
    name: season.name,
    closedAt: season.closedAt?.toISOString() ?? null,
    closedBy: season.closedBy === OPERATOR.username ? OPERATOR.name : season.closedBy,
  };
}

/** All seasons with their first day anywhere and the day they were closed in China, the newest first. */
export async function seasonStates(sql: Sql): Promise<SeasonState[]> {
  return sql.query<SeasonState>(
    `SELECT s.name, min(d.starts_on) AS "startsOn", ${chinaDay('s.closed_at')} AS "closedOn"
     FROM season s LEFT JOIN season_dates d ON d.season = s.name GROUP BY s.name, s.closed_at ORDER BY s.name DESC`,
  );
}

/** All seasons, open or closed, the newest first. */
export async function seasonsNewestFirst(sql: Sql): Promise<OpenOrClosed[]> {
  return (await seasonStates(sql)).map(({ name, startsOn, closedOn }) => ({ name, startsOn, closed: closedOn !== null }));
}

export async function seasonByName(sql: Sql, name: string): Promise<SeasonLine | null> {
  const season = await (await sql.prisma()).season.findUnique({ where: { name } });
  return season && lineOf(season);
}

/** The cities and counties in the scope with their own dates, null where the division above decides; the city first. */
export async function datesOfSeason(sql: Sql, scope: Scope, season: string): Promise<SeasonDatesLine[]> {
  return sql.query<SeasonDatesLine>(
    `SELECT $2::text AS season, v.code, v.name, v.level, d.starts_on AS "startsOn", d.ends_on AS "endsOn"
     FROM division v LEFT JOIN season_dates d ON d.division_code = v.code AND d.season = $2
     WHERE v.path && $1::text[] AND (v.level IN ('city', 'county') OR d.season IS NOT NULL) AND v.merged_into IS NULL
     ORDER BY cardinality(v.path), v.code`,
    [scope.roots, season],
  );
}

export type SeasonSpan = { season: string; firstStart: CalendarDay; lastStart: CalendarDay; firstEnd: CalendarDay; lastEnd: CalendarDay };

/** The earliest and the latest start and end of each season in the scope, since its divisions may differ. */
export async function seasonSpans(sql: Sql, scope: Scope): Promise<SeasonSpan[]> {
  return sql.query<SeasonSpan>(
    `SELECT d.season, min(d.starts_on) AS "firstStart", max(d.starts_on) AS "lastStart", min(d.ends_on) AS "firstEnd", max(d.ends_on) AS
      "lastEnd"
     FROM season_dates d JOIN division v ON v.code = d.division_code WHERE v.path && $1::text[] GROUP BY d.season`,
    [scope.roots],
  );
}

/** Whether a division above has dates that apply when this one has none. */
export async function hasDatesAbove(sql: Sql, season: string, division: string): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM division v JOIN season_dates d ON d.division_code = ANY(v.path) AND d.division_code <> v.code AND d.season = $1
      WHERE v.code = $2`,
    [season, division],
  );
  return rows.length > 0;
}

export async function lockSeason(sql: Sql, name: string): Promise<SeasonLine | null> {
  const [row] = await sql.query<SeasonLine>(
    'SELECT name, closed_at AS "closedAt", closed_by AS "closedBy" FROM season WHERE name = $1 FOR UPDATE',
    [name],
  );
  return row ?? null;
}

export async function insertSeason(sql: Sql, name: string): Promise<boolean> {
  return (await (await sql.prisma()).season.createMany({ data: [{ name }], skipDuplicates: true })).count > 0;
}

type Dates = { startsOn: CalendarDay; endsOn: CalendarDay };

function datesOf(row: { startsOn: Date; endsOn: Date } | null): Dates | null {
  return row && { startsOn: dayOf(row.startsOn), endsOn: dayOf(row.endsOn) };
}

/** Stores the dates of a division and returns the ones it had. */
export async function storeSeasonDates(sql: Sql, season: string, division: string, dates: Dates): Promise<Dates | null> {
  const { seasonDates } = await sql.prisma();
  const where = { season_divisionCode: { season, divisionCode: division } };
  const before = await seasonDates.findUnique({ where });
  const days = { startsOn: dateOfDay(dates.startsOn), endsOn: dateOfDay(dates.endsOn) };
  await seasonDates.upsert({ where, create: { season, divisionCode: division, ...days }, update: days });
  return datesOf(before);
}

/** Removes a division's own dates, so that those above apply, and returns them. */
export async function removeSeasonDates(sql: Sql, season: string, division: string): Promise<Dates | null> {
  const { seasonDates } = await sql.prisma();
  const where = { season_divisionCode: { season, divisionCode: division } };
  const before = await seasonDates.findUnique({ where });
  await seasonDates.deleteMany({ where: { season, divisionCode: division } });
  return datesOf(before);
}
