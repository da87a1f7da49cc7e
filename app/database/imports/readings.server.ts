/**
 * 抄表 of an import: readings that name a meter. Each is matched to the household that has the meter and stored as its usage of
 * the season, like a row of 用能计量. A reading that matches no household, or several, is refused with the reason.
 */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { statusInScope } from '~/database/households/status-in-scope.server';
import type { Energy } from '~/domain/contract/enumerations';
import { KnownMeters, looseMeter, type MetersOfRegister, matchReading, type ReadingMatch } from '~/domain/subsidy/meter-match';
import { USAGES } from './of-households.server';
import { checkHouseholdAndSeason } from './references.server';
import { type Counts, type ImportContext, noteRows, refuseRows, type StagedTable, touchHouseholds } from './staging.server';
import { changedIn, countsOf, sameValues, storeChanges } from './store.server';

/** The household is found after staging. A row that was added to another (two meters of one household) names that row. */
export const READINGS: StagedTable = {
  sheet: '抄表',
  table: 'incoming_reading',
  key: ['household_number', 'season', 'energy'],
  keyColumn: 'meter',
  columns: [
    ['household_number', 'text'],
    ['added_to', 'int'],
    ['meter', 'text'],
    ['meter_key', 'text'],
    ['old_meter', 'text'],
    ['season', 'text'],
    ['energy', 'text'],
    ['start_reading', 'numeric(14,3)'],
    ['end_reading', 'numeric(14,3)'],
    ['usage', 'numeric(14,3)'],
    ['source', 'text'],
  ],
};

/** The columns that are compared and stored. A reading states all of them, including an unknown start. */
const STORED = ['household_number', 'season', 'energy', 'start_reading', 'end_reading', 'usage', 'source', 'meter'];
const ALONE = 's.added_to IS NULL';
const SAME_HOUSEHOLD = 'r.household_number = s.household_number AND r.season = s.season AND r.energy = s.energy';
const METER = { column: 'meter', value: 's.meter' };

export async function takeReadings(sql: Sql, context: ImportContext, withRoster: boolean, withUsages: boolean): Promise<Counts> {
  await refuseRepeatedMeters(sql);
  await findHouseholds(sql, context);
  await refuseUnmatched(sql);
  await checkHouseholdAndSeason(
    sql,
    context,
    { staged: READINGS, stored: 'meter_usage', join: SAME_HOUSEHOLD, same: sameValues(READINGS, STORED) },
    withRoster,
  );
  if (withUsages) {
    await refuseRows(sql, READINGS, {
      ...METER,
      code: 'reading_in_both',
      from: `JOIN ${USAGES.table} u ON u.household_number = s.household_number AND u.season = s.season AND u.energy = s.energy`,
      where: 'NOT u.refused',
      details: `jsonb_build_object('household', s.household_number, 'row', u.sheet_row)`,
    });
  }
  await addUpMeters(sql);
  await changedIn(sql, READINGS, { target: 'meter_usage', columns: STORED, only: ALONE });
  const counts = await countsWithAdded(sql);
  await touchHouseholds(sql, `SELECT s.household_number FROM ${READINGS.table} s JOIN changed_row c ON c.sheet_row = s.sheet_row`);
  await storeChanges(sql, READINGS, {
    target: 'meter_usage',
    columns: STORED,
    history: {
      chain: '(SELECT h.village_code FROM household h WHERE h.number = t.household_number)',
      entity: 'usage',
      key: `t.household_number || '/' || t.season || '/' || t.energy`,
    },
  });
  return counts;
}

/** Refuses a meter that occurs twice in a list, however it is written. */
async function refuseRepeatedMeters(sql: Sql): Promise<void> {
  await refuseRows(sql, READINGS, {
    ...METER,
    code: 'repeated_in_file',
    from: `JOIN (SELECT sheet_row, min(sheet_row) OVER (PARTITION BY meter_key, season, energy) AS first FROM ${READINGS.table}
                 WHERE meter_key IS NOT NULL AND season IS NOT NULL AND energy IS NOT NULL) k ON k.sheet_row = s.sheet_row`,
    where: 'k.first < s.sheet_row',
    details: `jsonb_build_object('first', k.first)`,
  });
}

/** Writes the rule's result beside every row. A household outside the importer's area counts as not found and is not named. */
async function findHouseholds(sql: Sql, context: ImportContext): Promise<void> {
  const rows = await sql.query<{ row: number; meter: string; old: string | null; energy: Energy }>(
    `SELECT sheet_row AS row, meter, old_meter AS old, energy FROM ${READINGS.table} WHERE NOT refused ORDER BY sheet_row`,
  );
  const { meters, outside } = await metersOfRegister(
    sql,
    context,
    new Set(rows.flatMap(({ meter, old }) => [looseMeter(meter), ...(old === null ? [] : [looseMeter(old)])])),
  );
  await makeWorkTable(
    sql,
    'reading_match',
    'sheet_row int PRIMARY KEY, household_number text, fault text, households text, elsewhere int, replaced boolean',
  );
  await sql.copyIn(
    'reading_match',
    ['sheet_row', 'household_number', 'fault', 'households', 'elsewhere', 'replaced'],
    rows.map(({ row, meter, old, energy }) => [row, ...matched(matchReading(meter, old, meters[energy]), outside)]),
  );
  await sql.query(
    `UPDATE ${READINGS.table} s SET household_number = m.household_number FROM reading_match m WHERE m.sheet_row = s.sheet_row`,
  );
}

function matched(match: ReadingMatch, outside: ReadonlySet<string>): [string | null, string | null, string, number, boolean] {
  if ('household' in match)
    return outside.has(match.household) ? [null, 'unknown', '', 0, false] : [match.household, null, '', 0, match.replaced];
  if (match.fault === 'unknown') return [null, 'unknown', '', 0, false];
  const visible = match.households.filter((one) => !outside.has(one));
  if (visible.length === 0) return [null, 'unknown', '', 0, false];
  return [null, match.fault, visible.slice(0, 5).join('、'), match.households.length - Math.min(visible.length, 5), false];
}

/**
 * All meters of the register that the list asks for. In use: of a current conversion of a household that is 正常 or 闲置. Former:
 * of an earlier conversion, of a household given up, or read in an earlier season.
 */
async function metersOfRegister(
  sql: Sql,
  context: ImportContext,
  wanted: ReadonlySet<string>,
): Promise<{ meters: Record<Energy, MetersOfRegister>; outside: Set<string> }> {
  const none = (): MetersOfRegister => ({ current: new KnownMeters(), former: new KnownMeters() });
  const meters: Record<Energy, MetersOfRegister> = { electricity: none(), gas: none() };
  const outside = new Set<string>();
  const rows = sql.stream<{ number: string; energy: Energy; meter: string; current: boolean; visible: boolean }>(
    `SELECT h.number, m.energy, m.meter, m.current AND ${statusInScope('h.status')} AS current, v.path && $1::text[] AS visible
     FROM (
       SELECT household_number, 'electricity' AS energy, electric_meter AS meter, current FROM conversion WHERE electric_meter IS NOT NULL
       UNION ALL SELECT household_number, 'gas', gas_meter, current FROM conversion WHERE gas_meter IS NOT NULL
       UNION ALL SELECT household_number, energy, unnest(string_to_array(meter, '、')), false FROM meter_usage WHERE meter IS NOT NULL
     ) m JOIN household h ON h.number = m.household_number JOIN division v ON v.code = h.village_code`,
    [context.roots],
  );
  for await (const { number, energy, meter, current, visible } of rows) {
    if (!wanted.has(looseMeter(meter))) continue;
    meters[energy][current ? 'current' : 'former'].add(meter, number);
    if (!visible) outside.add(number);
  }
  return { meters, outside };
}

async function refuseUnmatched(sql: Sql): Promise<void> {
  const from = 'JOIN reading_match m ON m.sheet_row = s.sheet_row';
  await refuseRows(sql, READINGS, { ...METER, code: 'meter_unknown', from, where: `m.fault = 'unknown'` });
  await refuseRows(sql, READINGS, {
    ...METER,
    code: 'meter_shared',
    from,
    where: `m.fault = 'shared' AND m.elsewhere = 0`,
    details: `jsonb_build_object('households', m.households)`,
  });
  await refuseRows(sql, READINGS, {
    ...METER,
    code: 'meter_shared_more',
    from,
    where: `m.fault = 'shared' AND m.elsewhere > 0`,
    details: `jsonb_build_object('households', m.households, 'elsewhere', m.elsewhere)`,
  });
  await refuseRows(sql, READINGS, {
    ...METER,
    code: 'meters_disagree',
    from,
    where: `m.fault = 'two'`,
    details: `jsonb_build_object('households', m.households, 'old', s.old_meter)`,
  });
  await noteRows(sql, READINGS, {
    ...METER,
    code: `'meter_replaced'`,
    from,
    where: 'm.replaced',
    details: `jsonb_build_object('household', m.household_number, 'old', s.old_meter)`,
  });
}

/**
 * Combines two meters of a household in one season (the old one and the new): their usages are added, their readings are not
 * compared.
 */
async function addUpMeters(sql: Sql): Promise<void> {
  await makeWorkTable(
    sql,
    'reading_sum',
    'first int, household_number text, season text, energy text, usage numeric, meter text, meters bigint',
  );
  await sql.query(
    `INSERT INTO reading_sum
     SELECT min(sheet_row) AS first, household_number, season, energy, sum(usage) AS usage, string_agg(meter, '、'
     ORDER BY sheet_row) AS meter, count(*) AS meters
     FROM ${READINGS.table} WHERE NOT refused GROUP BY household_number, season, energy HAVING count(*) > 1`,
  );
  await sql.query(
    `UPDATE ${READINGS.table} s SET added_to = a.first FROM reading_sum a
     WHERE NOT s.refused AND s.household_number = a.household_number AND s.season = a.season AND s.energy = a.energy
     AND s.sheet_row <> a.first`,
  );
  await noteRows(sql, READINGS, {
    ...METER,
    code: `'meters_added'`,
    from: 'JOIN reading_sum a ON a.first = s.sheet_row',
    where: 'true',
    details: `jsonb_build_object('household', a.household_number, 'meters', a.meter, 'usage', trim_scale(a.usage))`,
  });
  await sql.query(
    `UPDATE ${READINGS.table} s SET usage = a.usage, start_reading = NULL, end_reading = NULL, meter = a.meter FROM reading_sum a
      WHERE a.first = s.sheet_row`,
  );
}

/** A row that was added to another is counted with it. */
async function countsWithAdded(sql: Sql): Promise<Counts> {
  const counts = await countsOf(sql, READINGS, ALONE);
  const [added] = await sql.query<Counts>(
    `SELECT (count(*) FILTER (WHERE c.is_new))::int AS added, (count(*) FILTER (WHERE NOT c.is_new))::int AS updated, (count(*)
      FILTER (WHERE c.is_new IS NULL))::int AS unchanged
     FROM ${READINGS.table} s LEFT JOIN changed_row c ON c.sheet_row = s.added_to WHERE NOT s.refused AND s.added_to IS NOT NULL`,
  );
  return { added: counts.added + added!.added, updated: counts.updated + added!.updated, unchanged: counts.unchanged + added!.unchanged };
}
