/** 房屋、入户记录、用能计量 of an import. */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { checkHouseholdAndSeason } from './references.server';
import { type Counts, type ImportContext, noteRows, refuseRepeated, refuseRows, type StagedTable, touchHouseholds } from './staging.server';
import { changedIn, countsOf, keepStored, sameValues, storeChanges } from './store.server';

export const ROOMS: StagedTable = {
  sheet: '房屋',
  table: 'incoming_room',
  key: ['household_number', 'season', 'room'],
  keyColumn: 'room',
  columns: [
    ['household_number', 'text'],
    ['season', 'text'],
    ['room', 'int'],
    ['kind', 'text'],
    ['heated_area', 'numeric(10,2)'],
    ['letting', 'text'],
    ['connected', 'boolean'],
    ['use', 'text'],
  ],
};

export const VISITS: StagedTable = {
  sheet: '入户记录',
  table: 'incoming_visit',
  key: ['id'],
  keyColumn: 'visit',
  columns: [
    ['id', 'text'],
    ['household_number', 'text'],
    ['season', 'text'],
    ['visited_at', 'timestamptz'],
    ['visitor', 'text'],
    ['kind', 'text'],
    ['outcome', 'text'],
    ['answers', 'jsonb'],
    ['content_hash', 'text'],
  ],
};
/** The columns that are compared and changed; the hash follows from them. */
const VISIT_VALUES = ['id', 'household_number', 'season', 'visited_at', 'visitor', 'kind', 'outcome', 'answers'];

export const USAGES: StagedTable = {
  sheet: '用能计量',
  table: 'incoming_usage',
  key: ['household_number', 'season', 'energy'],
  keyColumn: 'household',
  columns: [
    ['household_number', 'text'],
    ['season', 'text'],
    ['energy', 'text'],
    ['start_reading', 'numeric(14,3)'],
    ['end_reading', 'numeric(14,3)'],
    ['usage', 'numeric(14,3)'],
    ['source', 'text'],
  ],
};

/** A room in the history of its household and season. */
const ROOM =
  `json_build_object('room', r.room, 'kind', r.kind, 'heated_area', r.heated_area, 'letting', r.letting, 'connected', ` +
  `r.connected, 'use', r.use)`;
const sameKey = (staged: StagedTable): string => staged.key.map((column) => `r.${column} = s.${column}`).join(' AND ');
const changedHouseholds = (staged: StagedTable): string =>
  `SELECT s.household_number FROM ${staged.table} s JOIN changed_row c ON c.sheet_row = s.sheet_row`;
/** The history of a stored row goes to the chain of its household's village. */
const CHAIN = '(SELECT h.village_code FROM household h WHERE h.number = t.household_number)';

export async function takeRooms(sql: Sql, context: ImportContext, present: readonly string[], withRoster: boolean): Promise<Counts> {
  await refuseRepeated(sql, ROOMS);
  await checkHouseholdAndSeason(
    sql,
    context,
    { staged: ROOMS, stored: 'room', join: sameKey(ROOMS), same: sameValues(ROOMS, present) },
    withRoster,
  );
  await changedIn(sql, ROOMS, { target: 'room', columns: present });
  const counts = await countsOf(sql, ROOMS);
  await touchHouseholds(sql, changedHouseholds(ROOMS));
  await makeWorkTable(sql, 'rooms_before', 'household_number text, season text, rooms json');
  await sql.query(
    `INSERT INTO rooms_before
     SELECT k.household_number, k.season, coalesce(json_agg(${ROOM} ORDER BY r.room) FILTER (WHERE r.room IS NOT NULL), '[]') AS rooms
     FROM (SELECT DISTINCT household_number, season FROM changed_row) k LEFT JOIN room r ON r.household_number = k.household_number
     AND r.season = k.season
     GROUP BY 1, 2`,
  );
  await storeChanges(sql, ROOMS, { target: 'room', columns: present });
  // The history treats the rooms of a household in a season as one record.
  await sql.query(
    `INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT h.village_code, 'rooms', b.household_number || '/' || b.season, b.rooms, now_there.rooms
     FROM rooms_before b JOIN household h ON h.number = b.household_number
     JOIN (SELECT r.household_number, r.season, json_agg(${ROOM} ORDER BY r.room) AS rooms FROM room r
           JOIN rooms_before k ON k.household_number = r.household_number AND k.season = r.season GROUP BY 1, 2) now_there
       ON now_there.household_number = b.household_number AND now_there.season = b.season ORDER BY 3`,
  );
  return counts;
}

export async function takeVisits(sql: Sql, context: ImportContext, withRoster: boolean): Promise<Counts> {
  await refuseRepeated(sql, VISITS);
  const same = sameValues(VISITS, VISIT_VALUES);
  await checkHouseholdAndSeason(sql, context, { staged: VISITS, stored: 'visit', join: sameKey(VISITS), same }, withRoster);
  await refuseRows(sql, VISITS, {
    column: 'visit',
    code: 'visit_of_other_household',
    value: 's.id',
    from: 'JOIN visit r ON r.id = s.id',
    where: 'r.household_number <> s.household_number',
  });
  await refuseRows(sql, VISITS, {
    column: 'visit',
    code: 'visit_not_imported',
    value: 's.id',
    from: 'JOIN visit r ON r.id = s.id',
    where: `r.household_number = s.household_number AND r.source <> 'import' AND NOT ${same}`,
  });
  await changedIn(sql, VISITS, { target: 'visit', columns: VISIT_VALUES });
  const counts = await countsOf(sql, VISITS);
  await touchHouseholds(sql, changedHouseholds(VISITS));
  const now = `current_setting('import.now')::timestamptz`;
  const approved = {
    status: `'approved'`,
    rule_version: `current_setting('import.rule_version')`,
    submitted_at: now,
    reviewed_at: now,
    reviewed_by: `current_setting('import.actor')`,
  };
  await storeChanges(sql, VISITS, {
    target: 'visit',
    columns: [...VISIT_VALUES, 'content_hash'],
    added: { ...approved, source: `'import'` },
    updated: { ...approved, revision: 't.revision + 1' },
    history: { chain: CHAIN, entity: 'visit', key: 't.id' },
  });
  return counts;
}

type StoredVisit = { household: string; answers: Record<string, unknown> };

/** The stored answers of these visits. */
export async function answersOfVisits(sql: Sql, ids: readonly string[]): Promise<Map<string, StoredVisit>> {
  const rows = await sql.query<StoredVisit & { id: string }>(
    'SELECT id, household_number AS household, answers FROM visit WHERE id = ANY($1::text[])',
    [ids],
  );
  return new Map(rows.map(({ id, household, answers }) => [id, { household, answers }]));
}

export async function takeUsages(sql: Sql, context: ImportContext, present: readonly string[], withRoster: boolean): Promise<Counts> {
  await refuseRepeated(sql, USAGES);
  await keepStored(sql, USAGES, { target: 'meter_usage', columns: present });
  // For rows whose readings come from the register. Those with three figures of their own were checked when the row was read.
  await noteRows(sql, USAGES, {
    column: 'usage',
    code: `'usage_differs'`,
    value: 'trim_scale(s.usage)',
    where: `s.end_reading - s.start_reading <> s.usage
      AND NOT EXISTS (SELECT 1 FROM incoming_problem p WHERE p.sheet = '${USAGES.sheet}' AND p.row = s.sheet_row
        AND p.code = 'usage_differs')`,
    details: `jsonb_build_object('difference', trim_scale(s.end_reading - s.start_reading))`,
  });
  await checkHouseholdAndSeason(
    sql,
    context,
    { staged: USAGES, stored: 'meter_usage', join: sameKey(USAGES), same: sameValues(USAGES, present) },
    withRoster,
  );
  await changedIn(sql, USAGES, { target: 'meter_usage', columns: present });
  const counts = await countsOf(sql, USAGES);
  await touchHouseholds(sql, changedHouseholds(USAGES));
  await storeChanges(sql, USAGES, {
    target: 'meter_usage',
    columns: present,
    // The sheet names a household and no meter, so the meter of an earlier reading is cleared.
    updated: { meter: 'NULL' },
    history: { chain: CHAIN, entity: 'usage', key: `t.household_number || '/' || t.season || '/' || t.energy` },
  });
  return counts;
}
