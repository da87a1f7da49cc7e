/** 值得一看: the records that are looked through, and the reasons that were found, with what people wrote after looking. */

import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { Reason, ReasonSays, VisitToLookAt } from '~/domain/quality/reason';
import type { MeterReading, SharedPhoto } from '~/domain/quality/reasons-to-look';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { SeasonName } from '~/domain/time/heating-season';

type Place = { division: string; season: SeasonName };

const BELOW = 'v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]';

/** The visits that decide the facts of a season, with who made them and where, as far as it was measured. */
export async function visitsToLookAt(sql: Sql, scope: Scope, { division, season }: Place): Promise<VisitToLookAt[]> {
  return sql.query<VisitToLookAt>(
    `SELECT t.id, t.household_number AS household, h.village_code AS village, coalesce(t.account_id::text, t.visitor) AS visitor,
       to_char(t.visited_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "visitedAt", t.answers,
       CASE WHEN t.evidence -> 'place' IS NOT NULL THEN json_build_object('latitude', t.evidence -> 'place' -> 'latitude',
         'longitude', t.evidence -> 'place' -> 'longitude', 'accuracy', t.evidence -> 'place' -> 'accuracy') END AS place
     FROM household_facts f JOIN visit t ON t.id = f.visit_id JOIN household h ON h.number = t.household_number
     JOIN division v ON v.code = h.village_code
     WHERE f.season = $3 AND f.h > 0 AND ${BELOW} ORDER BY t.id`,
    [division, scope.roots, season],
  );
}

/** End readings of a season's meters, whole, of households with a visit that can be shown. */
export async function readingsToLookAt(sql: Sql, scope: Scope, { division, season }: Place): Promise<MeterReading[]> {
  return sql.query<MeterReading>(
    `SELECT h.village_code AS village, f.visit_id AS visit, floor(m.end_reading)::float8 AS reading
     FROM meter_usage m JOIN household h ON h.number = m.household_number JOIN division v ON v.code = h.village_code
     JOIN household_facts f ON f.season = m.season AND f.household_number = m.household_number AND f.visit_id IS NOT NULL
     WHERE m.season = $3 AND m.end_reading IS NOT NULL AND m.usage > 0 AND ${BELOW} ORDER BY h.number, m.energy`,
    [division, scope.roots, season],
  );
}

/** Photos of this season's visits that more than one household below the division has. */
export async function photosToLookAt(sql: Sql, scope: Scope, { division, season }: Place): Promise<SharedPhoto[]> {
  return sql.query<SharedPhoto>(
    `SELECT u.sha256, min(h.village_code) AS village, array_agg(DISTINCT t.id ORDER BY t.id) AS visits,
       count(DISTINCT t.household_number)::int AS households
     FROM photo_use u JOIN visit t ON t.id = u.visit_id AND t.season = $3 JOIN household h ON h.number = t.household_number
     JOIN division v ON v.code = h.village_code WHERE ${BELOW}
     GROUP BY u.sha256 HAVING count(DISTINCT t.household_number) > 1 ORDER BY u.sha256`,
    [division, scope.roots, season],
  );
}

/**
 * Stores the reasons of a county's season in place of those found before. One that is found again keeps its first day and what was
 * written of it, one that is not found any more stays as gone.
 */
export async function storeReasons(
  sql: Sql,
  { division, season }: Place,
  visits: number,
  reasons: readonly Reason[],
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await sql.query(
    `UPDATE quality_reason q SET gone_at = $3 FROM division v
     WHERE v.code = q.village_code AND v.path @> ARRAY[$1]::text[] AND q.season = $2 AND q.gone_at IS NULL`,
    [division, season, at],
  );
  await sql.query(
    `INSERT INTO quality_reason (id, season, village_code, kind, key, visits, details, found_at)
     SELECT gen_random_uuid(), $1, r.village, r.kind, r.key, r.visits, r.details, $2
     FROM json_to_recordset($3::json) AS r(village text, kind text, key text, visits text[], details jsonb)
     ON CONFLICT (season, kind, key) DO UPDATE SET village_code = excluded.village_code, visits = excluded.visits,
       details = excluded.details, gone_at = NULL`,
    [season, at, JSON.stringify(reasons)],
  );
  await sql.query(
    `INSERT INTO quality_run (season, division_code, computed_at, visits) VALUES ($1, $2, $3, $4)
     ON CONFLICT (season, division_code) DO UPDATE SET computed_at = excluded.computed_at, visits = excluded.visits`,
    [season, division, at, visits],
  );
}

export type ReasonRow = ReasonSays & {
  id: string;
  season: SeasonName;
  villageCode: string;
  village: string;
  visits: string[];
  foundOn: CalendarDay;
  gone: boolean;
  lookedAt: string | null;
  lookedBy: string | null;
  lookedWords: string | null;
};

const ROW = `q.id, q.season, q.village_code AS "villageCode", v.name AS village, q.kind, q.visits, q.details,
  ${chinaDay('q.found_at')} AS "foundOn", q.gone_at IS NOT NULL AS gone, q.looked_at AS "lookedAt",
  coalesce(a.name, q.looked_by) AS "lookedBy", q.looked_words AS "lookedWords"`;
const FROM = `FROM quality_reason q JOIN division v ON v.code = q.village_code LEFT JOIN account a ON a.username = q.looked_by`;

/** A page of the reasons below a division: those nobody looked at first, those that are gone last. */
export async function reasonsBelow(
  sql: Sql,
  scope: Scope,
  { division, season, page }: Place & { page: number },
): Promise<{ rows: ReasonRow[]; more: boolean }> {
  const rows = await sql.query<ReasonRow>(
    `SELECT ${ROW} ${FROM} WHERE q.season = $3 AND ${BELOW}
     ORDER BY q.gone_at IS NOT NULL, q.looked_at IS NOT NULL, q.village_code, q.kind, q.key LIMIT ${ROWS_A_PAGE + 1} OFFSET $4`,
    [division, scope.roots, season, (page - 1) * ROWS_A_PAGE],
  );
  return { rows: rows.slice(0, ROWS_A_PAGE), more: rows.length > ROWS_A_PAGE };
}

export async function reasonInScope(sql: Sql, scope: Scope, id: string, lock = false): Promise<ReasonRow | null> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return null;
  const [row] = await sql.query<ReasonRow>(
    `SELECT ${ROW} ${FROM} WHERE q.id = $2::uuid AND v.path && $1::text[] ${lock ? 'FOR UPDATE OF q' : ''}`,
    [scope.roots, id],
  );
  return row ?? null;
}

export async function storeLook(sql: Sql, id: string, look: { by: string; words: string; now: Date }): Promise<void> {
  await sql.query('UPDATE quality_reason SET looked_at = $2, looked_by = $3, looked_words = $4 WHERE id = $1::uuid', [
    id,
    look.now.toISOString(),
    look.by,
    look.words,
  ]);
}

/** When the county of a division was last looked through; the latest of several. */
export async function lastRun(sql: Sql, scope: Scope, { division, season }: Place): Promise<{ at: string; visits: number } | null> {
  const [row] = await sql.query<{ at: string; visits: number }>(
    `SELECT r.computed_at AS at, r.visits FROM quality_run r JOIN division c ON c.code = r.division_code
     JOIN division v ON v.code = $1 AND v.path && $2::text[]
     WHERE r.season = $3 AND (v.path @> ARRAY[c.code] OR c.path @> ARRAY[v.code]) ORDER BY r.computed_at DESC LIMIT 1`,
    [division, scope.roots, season],
  );
  return row ?? null;
}

export type RecordBeside = { id: string; household: string; head: string; day: CalendarDay; visitor: string; answers: VisitAnswers };

/** Visits in scope, to be shown beside each other. */
export async function recordsBeside(sql: Sql, scope: Scope, ids: readonly string[]): Promise<RecordBeside[]> {
  return sql.query<RecordBeside>(
    `SELECT t.id, h.number AS household, h.head, ${chinaDay('t.visited_at')} AS day, t.visitor, t.answers
     FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code
     WHERE t.id = ANY($1::text[]) AND v.path && $2::text[] ORDER BY t.visited_at, t.id`,
    [ids, scope.roots],
  );
}
