import type { Sql } from '~/database/connection/sql.server';
import type { SurveyRoom } from '~/domain/survey/room';
import { canonicalJson } from '~/domain/sync/canonical-json';

/** The columns of a visit. */
export type WholeVisit = {
  id: string;
  household_number: string;
  season: string;
  visited_at: string;
  visitor: string;
  account_id: string | null;
  kind: string;
  outcome: string;
  status: string;
  answers: unknown;
  evidence: unknown;
  revision: number;
  content_hash: string;
  source: string;
  rule_version: string;
  submitted_at: string;
  device_id: string | null;
  sequence: number | null;
};

const COLUMNS = [
  'id',
  'household_number',
  'season',
  'visited_at',
  'visitor',
  'account_id',
  'kind',
  'outcome',
  'status',
  'answers',
  'evidence',
  'revision',
  'content_hash',
  'source',
  'rule_version',
  'submitted_at',
  'device_id',
  'sequence',
] as const satisfies readonly (keyof WholeVisit)[];

/** The stored visits with these ids, and all of these households in these seasons; the caller holds the households' locks. */
export async function storedVisits(
  sql: Sql,
  query: { ids: readonly string[]; households: readonly string[]; seasons: readonly string[] },
): Promise<WholeVisit[]> {
  return sql.query<WholeVisit>(
    `SELECT ${COLUMNS.join(', ')} FROM visit WHERE id = ANY($1::text[]) OR (household_number = ANY($2::text[])
      AND season = ANY($3::text[]))`,
    [query.ids, query.households, query.seasons],
  );
}

export async function upsertVisits(sql: Sql, records: readonly WholeVisit[]): Promise<void> {
  await sql.query(
    `INSERT INTO visit (${COLUMNS.join(', ')}) SELECT ${COLUMNS.join(', ')} FROM json_populate_recordset(null::visit, $1::json)
     ON CONFLICT (id) DO UPDATE SET ${COLUMNS.slice(1)
       .map((column) => `${column} = excluded.${column}`)
       .join(', ')}, reviewed_at = NULL, reviewed_by = NULL`,
    [JSON.stringify(records)],
  );
}

export async function resolveRemarks(sql: Sql, visits: readonly string[], now: Date): Promise<void> {
  if (visits.length === 0) return;
  await sql.query('UPDATE visit_remark SET resolved_at = $2 WHERE visit_id = ANY($1::text[]) AND resolved_at IS NULL', [
    visits,
    now.toISOString(),
  ]);
}

/** Rooms of households in seasons, keyed `household/season`. */
export async function storedRooms(sql: Sql, households: readonly string[], seasons: readonly string[]): Promise<Map<string, SurveyRoom[]>> {
  const rows = await sql.query<SurveyRoom & { key: string }>(
    `SELECT household_number || '/' || season AS key, room, kind, heated_area AS "heatedArea", letting, connected, use
     FROM room WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[]) ORDER BY household_number, season, room`,
    [households, seasons],
  );
  const rooms = new Map<string, SurveyRoom[]>();
  for (const { key, ...room } of rows) rooms.set(key, [...(rooms.get(key) ?? []), room]);
  return rooms;
}

export type RoomsToStore = { household: string; season: string; before: readonly SurveyRoom[] | null; after: readonly SurveyRoom[] };

/**
 * Stores the rooms of a visit as all rooms of the household in the season. Returns the changes by their columns, keyed
 * `household/season`.
 */
export async function replaceRooms(
  sql: Sql,
  rooms: readonly RoomsToStore[],
): Promise<Map<string, { before: unknown[]; after: unknown[] }>> {
  const changed = new Map<string, { before: unknown[]; after: unknown[] }>();
  const unknown = rooms.filter(({ before }) => before === null);
  const looked =
    unknown.length === 0
      ? null
      : await storedRooms(
          sql,
          unknown.map(({ household }) => household),
          unknown.map(({ season }) => season),
        );
  const writes: RoomsToStore[] = [];
  for (const one of rooms) {
    const key = `${one.household}/${one.season}`;
    const before = (one.before ?? looked?.get(key) ?? []).map(columnsOf);
    const after = one.after.map(columnsOf);
    if (canonicalJson(before) === canonicalJson(after)) continue;
    changed.set(key, { before, after });
    writes.push(one);
  }
  if (writes.length === 0) return changed;
  await sql.query(
    `DELETE FROM room r USING unnest($1::text[], $2::text[]) AS w(household, season) WHERE r.household_number = w.household
      AND r.season = w.season`,
    [writes.map(({ household }) => household), writes.map(({ season }) => season)],
  );
  await sql.query(
    `INSERT INTO room (household_number, season, room, kind, heated_area, letting, connected, use)
     SELECT household_number, season, room, kind, heated_area, letting, connected, use FROM json_populate_recordset(null::room, $1::json)`,
    [
      JSON.stringify(
        writes.flatMap(({ household, season, after }) =>
          after.map((room) => ({ household_number: household, season, ...columnsOf(room) })),
        ),
      ),
    ],
  );
  return changed;
}

function columnsOf(room: SurveyRoom) {
  return {
    room: room.room,
    kind: room.kind,
    heated_area: room.heatedArea,
    letting: room.letting,
    connected: room.connected,
    use: room.use,
  };
}
