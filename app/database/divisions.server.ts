/** The tree of divisions as people keep it: names, dates, attributes. Every query takes a scope. */
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { Scope } from './scope.server';
import type { Sql } from './sql.server';

export type Level = 'province' | 'city' | 'county' | 'township' | 'village';

export type DivisionOption = { code: string; name: string; level: Level; above: string };
export const MOST_OPTIONS = 40;

/** Divisions whose name or code begins with, or contains, what was typed; those in force only. */
export async function findDivisions(sql: Sql, scope: Scope, ask: { search: string; levels: readonly string[]; today: CalendarDay }): Promise<DivisionOption[]> {
  const text = ask.search.replace(/[\\%_]/g, '\\$&');
  return sql.query<DivisionOption>(
    `SELECT v.code, v.name, v.level, coalesce(p.name, '') AS above FROM division v LEFT JOIN division p ON p.code = v.parent_code
     WHERE v.path && $1::text[] AND v.level = ANY($2::text[]) AND (v.valid_to IS NULL OR v.valid_to > $3::date)
       AND (v.name LIKE '%' || $4 || '%' OR v.code LIKE $4 || '%')
     ORDER BY v.name NOT LIKE $4 || '%', v.code LIMIT ${MOST_OPTIONS}`,
    [scope.roots, ask.levels, ask.today, text],
  );
}

export async function divisionOptions(sql: Sql, scope: Scope, codes: readonly string[]): Promise<DivisionOption[]> {
  return sql.query<DivisionOption>(
    `SELECT v.code, v.name, v.level, coalesce(p.name, '') AS above FROM division v LEFT JOIN division p ON p.code = v.parent_code
     WHERE v.path && $1::text[] AND v.code = ANY($2::text[]) ORDER BY v.code`,
    [scope.roots, codes],
  );
}
