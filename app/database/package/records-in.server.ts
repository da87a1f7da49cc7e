/**
 * Takes the records of a package: into tables of the transaction first, then over what an earlier version left, in statements of sets.
 * The caller has verified the package and holds one transaction for all of it.
 */

import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { householdBatches, RollUpsMoved, refreshEach, type ToRefresh } from '~/database/facts/facts.server';
import { rulesOfSeasons } from '~/database/findings/household-cases.server';
import type { CellForm } from '~/domain/package/packed-cell';
import { PACKED_SHEETS, type PackedName } from '~/domain/package/packed-sheets';
import { refuse } from '~/domain/problems';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** What wrote the records that came with a package. Triggers keep them. */
const PACKAGE = 'package';
const IN_AREA = (code: string): string => `${code} IN (SELECT v.code FROM division v WHERE v.path @> ARRAY[$1]::text[])`;
const OF_AREA = `(SELECT h.number FROM household h JOIN division v ON v.code = h.village_code WHERE v.path @> ARRAY[$1]::text[])`;

const TYPES: Record<CellForm['form'], string> = {
  text: 'text',
  whole: 'int',
  number: 'numeric',
  day: 'date',
  instant: 'timestamptz',
  'yes-no': 'boolean',
  texts: 'text[]',
  json: 'jsonb',
  key: 'text',
  keys: 'text[]',
  decimals: 'bigint',
  zone: 'text',
  indicator: 'text',
};

const tableOf = (name: PackedName): string => `packed_${name.toLowerCase()}`;
/** The columns of that table: the answers of a visit are one. */
function columnsOfPacked(name: PackedName): { column: string; type: string }[] {
  const columns = PACKED_SHEETS[name].columns
    .filter(({ column }) => !column.startsWith('answer_'))
    .map(({ column, form }) => ({ column, type: TYPES[form] }));
  return name === 'visits' ? [...columns, { column: 'answers', type: 'jsonb' }] : columns;
}
const listOf = (name: PackedName, but: readonly string[] = []): string[] =>
  columnsOfPacked(name)
    .map(({ column }) => column)
    .filter((column) => !but.includes(column));

/** Opens the transaction for taking: no import or other package meanwhile, and the triggers let it pass. */
export async function beginTaking(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'import'`)})`);
  await sql.query(`SELECT set_config('package.taking', 'on', true)`);
}

export async function loadPacked(sql: Sql, name: PackedName, rows: AsyncIterable<unknown[]>): Promise<number> {
  const columns = columnsOfPacked(name);
  const table = tableOf(name);
  await makeWorkTable(sql, table, columns.map(({ column, type }) => `${column} ${type}`).join(', '));
  const count = await sql.copyIn(
    table,
    columns.map(({ column }) => column),
    rows,
  );
  await sql.query(`ANALYZE ${table}`);
  return count;
}

/** A row that lies outside the division of the package, when there is one. */
export async function foreignRow(sql: Sql, division: string): Promise<{ file: string; place: string } | null> {
  const [row] = await sql.query<{ file: string; place: string | null }>(FOREIGN, [division]);
  return row ? { file: row.file, place: row.place ?? '' } : null;
}

const BELOW = `WITH RECURSIVE below(code) AS (
  SELECT $1::text UNION ALL SELECT q.code FROM packed_divisions q JOIN below b ON q.parent_code = b.code
)`;
const PLACES = [
  ['seasons', 'division_code'],
  ['households', 'village_code'],
  ['funds', 'division_code'],
  ['zones', 'village_code'],
  ['plans', 'village_code'],
  ['targets', 'division_code'],
  ['findings', 'division_code'],
  ['findingplaces', 'division_code'],
  ['closedfacts', 'village_code'],
] as const;
const OF_HOUSEHOLDS = ['rooms', 'visits', 'usages', 'entitlements', 'payments', 'closedfacts'] as const;
const FOREIGN = `${BELOW} SELECT * FROM (
  ${PLACES.map(
    ([name, column]) =>
      `(SELECT 'records/${name}.csv' AS file, ${column} AS place FROM packed_${name}
       WHERE ${column} IS NULL OR ${column} NOT IN (SELECT code FROM below) LIMIT 1)`,
  ).join(' UNION ALL ')}
  UNION ALL ${OF_HOUSEHOLDS.map(
    (name) =>
      `(SELECT 'records/${name}.csv' AS file, household_number AS place FROM packed_${name} x
       WHERE NOT EXISTS (SELECT 1 FROM packed_households h WHERE h.number = x.household_number) LIMIT 1)`,
  ).join(' UNION ALL ')}
) foreign_rows LIMIT 1`;

/** New and changed divisions, from the top down. What lies above the package's division is only added where it is missing. */
export async function takeDivisions(sql: Sql, division: string): Promise<void> {
  const inside = `(p.code = $1 OR p.code IN (WITH RECURSIVE below(code) AS (
      SELECT $1::text UNION ALL SELECT q.code FROM packed_divisions q JOIN below b ON q.parent_code = b.code) SELECT code FROM below))`;
  for (const level of ['province', 'city', 'county', 'township', 'village']) {
    await sql.query(
      `INSERT INTO division (code, name, level, parent_code, path, zone_type, within_5km, relocating, completed_on, valid_from, valid_to,
         source)
       SELECT p.code, p.name, p.level, p.parent_code, coalesce(up.path, '{}') || p.code, p.zone_type, coalesce(p.within_5km, false),
         coalesce(p.relocating, false), p.completed_on, p.valid_from, p.valid_to, '${PACKAGE}'
       FROM packed_divisions p LEFT JOIN division up ON up.code = p.parent_code WHERE p.level = $1
       ON CONFLICT (code) DO NOTHING`,
      [level],
    );
    await sql.query(
      `UPDATE division d SET name = p.name, parent_code = p.parent_code, path = up.path || d.code, zone_type = p.zone_type,
         within_5km = coalesce(p.within_5km, false), relocating = coalesce(p.relocating, false), completed_on = p.completed_on,
         valid_from = p.valid_from, valid_to = p.valid_to, merged_into = p.merged_into
       FROM packed_divisions p JOIN division up ON up.code = p.parent_code
       WHERE p.code = d.code AND p.level = $2 AND p.code <> $1 AND ${inside}
         AND (d.name, d.parent_code, d.path, d.zone_type, d.within_5km, d.relocating, d.completed_on, d.valid_from,
           d.valid_to, d.merged_into)
         IS DISTINCT FROM (p.name, p.parent_code, up.path || d.code, p.zone_type, coalesce(p.within_5km, false),
           coalesce(p.relocating, false), p.completed_on, p.valid_from, p.valid_to, p.merged_into)`,
      [division, level],
    );
  }
  await sql.query(
    `UPDATE division d SET name = p.name, zone_type = p.zone_type, completed_on = p.completed_on FROM packed_divisions p
     WHERE p.code = $1 AND d.code = $1 AND (d.name, d.zone_type, d.completed_on) IS DISTINCT FROM (p.name, p.zone_type, p.completed_on)`,
    [division],
  );
}

/** Sheets whose rows may have been entered here before the first package came, with their key and the column that says where they lie. */
const OWN: readonly (readonly [name: PackedName, table: string, place: 'division_code' | 'village_code'])[] = [
  ['heatSources', 'heat_source', 'division_code'],
  ['policies', 'subsidy_policy', 'division_code'],
  ['batches', 'payment_batch', 'division_code'],
  ['funds', 'fund', 'division_code'],
  ['zones', 'no_coal_zone', 'village_code'],
  ['plans', 'conversion_plan', 'village_code'],
];

/** How many records of the division were entered here, and are not those of the package: nobody's work is overwritten. */
export async function ownRecords(sql: Sql, division: string): Promise<number> {
  const [households] = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM household h WHERE h.source <> '${PACKAGE}' AND ${IN_AREA('h.village_code')}`,
    [division],
  );
  let own = households!.n;
  for (const [name, table, place] of OWN) {
    const columns = listOf(name).join(', ');
    const [row] = await sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM (SELECT ${columns} FROM ${table} x WHERE ${IN_AREA(`x.${place}`)}
       EXCEPT SELECT ${columns} FROM ${tableOf(name)}) own`,
      [division],
    );
    own += row!.n;
  }
  const [dates] = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT season, division_code, starts_on, ends_on FROM season_dates x
       WHERE ${IN_AREA('x.division_code')} AND x.season IN (SELECT season FROM packed_seasons)
     EXCEPT SELECT season, division_code, starts_on, ends_on FROM packed_seasons) own`,
    [division],
  );
  return own + dates!.n;
}

/** Numbers that are in use here outside the division: households, visits, policies of another division. */
export async function refuseNumbersElsewhere(sql: Sql, division: string): Promise<void> {
  const taken = async (what: string, text: string) => {
    const [row] = await sql.query<{ number: string; place: string }>(`${text} LIMIT 1`, [division]);
    if (row) refuse('package.number-elsewhere', { what, number: row.number, place: row.place });
  };
  await taken(
    '户 household',
    `SELECT h.number, v.name AS place FROM packed_households p JOIN household h ON h.number = p.number
     JOIN division v ON v.code = h.village_code WHERE NOT v.path @> ARRAY[$1]::text[]`,
  );
  await taken(
    '入户记录 visit',
    `SELECT t.id AS number, v.name AS place FROM packed_visits p JOIN visit t ON t.id = p.id
     JOIN household h ON h.number = t.household_number
     JOIN division v ON v.code = h.village_code WHERE NOT v.path @> ARRAY[$1]::text[]`,
  );
  const terms = listOf('policies', ['issuer', 'document', 'to_confirm', 'supersedes']);
  // A policy of the city may stand in the packages of several counties. It must promise the same everywhere.
  await taken(
    '补贴政策 policy',
    `SELECT s.number, v.name AS place FROM packed_policies p JOIN subsidy_policy s ON s.number = p.number
     JOIN division v ON v.code = s.division_code
     WHERE NOT v.path @> ARRAY[$1]::text[] AND (${terms.map((column) => `s.${column}`).join(', ')})
       IS DISTINCT FROM (${terms.map((column) => `p.${column}`).join(', ')})`,
  );
}

/**
 * Removes what an earlier version left below the division. Households stay, because their numbers do, until `takeRecords` has said which
 * are still there. What people here entered about the division (findings by hand) stays too.
 */
export async function removeTaken(sql: Sql, division: string): Promise<void> {
  const run = (text: string) => sql.query(text, [division]);
  const taken = `f.created_by = '${PACKAGE}' AND ${IN_AREA('f.division_code')}`;
  await run(`DELETE FROM finding_place p USING finding f WHERE f.id = p.finding_id AND ${taken}`);
  await run(`DELETE FROM finding f WHERE ${taken}`);
  for (const table of ['payment', 'entitlement', 'meter_usage', 'visit', 'room', 'conversion'])
    await run(`DELETE FROM ${table} WHERE household_number IN ${OF_AREA}`);
  for (const table of ['household_facts', 'roll_up', 'continuity_sum']) await run(`DELETE FROM ${table} WHERE ${IN_AREA('village_code')}`);
  await run(`DELETE FROM payment_batch b WHERE ${IN_AREA('b.division_code')}`);
  await run(`DELETE FROM policy_confirmation c USING subsidy_policy p WHERE p.number = c.policy_number AND ${IN_AREA('p.division_code')}`);
  await run(`DELETE FROM subsidy_policy WHERE ${IN_AREA('division_code')}`);
  await run(`DELETE FROM fund WHERE ${IN_AREA('division_code')}`);
  await run(`DELETE FROM no_coal_zone WHERE ${IN_AREA('village_code')}`);
  await run(`DELETE FROM conversion_plan WHERE ${IN_AREA('village_code')}`);
  await run(
    `DELETE FROM heat_source s WHERE ${IN_AREA('s.division_code')}
       AND NOT EXISTS (SELECT 1 FROM conversion c WHERE c.heat_source_number = s.number)`,
  );
}

/**
 * The seasons of the package: those that are missing here are added as the sender has them, open or closed. One that is closed here and
 * open at the sender is refused, unless nothing but this package is in the register: then the sender decides.
 */
export async function takeSeasons(sql: Sql, division: string): Promise<void> {
  await sql.query(
    `INSERT INTO season (name, closed_at, closed_by, finding_thresholds)
     SELECT DISTINCT ON (season) season, closed_at, CASE WHEN closed_at IS NOT NULL THEN '${PACKAGE}' END, thresholds FROM packed_seasons
     ORDER BY season ON CONFLICT DO NOTHING`,
  );
  const [others] = await sql.query<{ others: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM household h WHERE NOT ${IN_AREA('h.village_code')}) AS others`,
    [division],
  );
  if (!others!.others) {
    await sql.query(
      `UPDATE season s SET closed_at = p.closed_at, closed_by = CASE WHEN p.closed_at IS NOT NULL THEN '${PACKAGE}' END
       FROM packed_seasons p WHERE p.season = s.name AND s.closed_at IS DISTINCT FROM p.closed_at`,
    );
  }
  const [closed] = await sql.query<{ season: string }>(
    `SELECT s.name AS season FROM season s JOIN packed_seasons p ON p.season = s.name
     WHERE s.closed_at IS NOT NULL AND p.closed_at IS NULL ORDER BY 1 LIMIT 1`,
  );
  if (closed) refuse('package.season-closed-here', { season: closed.season });
  await sql.query(`DELETE FROM season_dates d WHERE ${IN_AREA('d.division_code')} AND d.season IN (SELECT season FROM packed_seasons)`, [
    division,
  ]);
  await sql.query(
    `INSERT INTO season_dates (season, division_code, starts_on, ends_on)
     SELECT season, division_code, starts_on, ends_on FROM packed_seasons WHERE starts_on IS NOT NULL`,
  );
}

/** Written with the entitlement, because an UPDATE afterwards would note each row a second time. */
const PAID_OF_PACKED = `LEFT JOIN (SELECT household_number, policy_number, sum(amount) AS paid FROM packed_payments WHERE result = 'ok'
  GROUP BY 1, 2) s ON s.household_number = p.household_number AND s.policy_number = p.policy_number`;

/** Everything else, in an order in which what is named is there. */
export async function takeRecords(sql: Sql, division: string, now: string): Promise<void> {
  const insert = (name: PackedName, table: string, more: Record<string, string> = {}, end = '', but: readonly string[] = []) => {
    const columns = listOf(name, but);
    return sql.query(
      `INSERT INTO ${table} (${[...columns, ...Object.keys(more)].join(', ')})
       SELECT ${[...columns.map((column) => `p.${column}`), ...Object.values(more)].join(', ')} FROM ${tableOf(name)} p ${end}`,
    );
  };
  const at = `'${now}'::timestamptz`;
  await insert('heatSources', 'heat_source', {}, 'ON CONFLICT (number) DO NOTHING');
  await insert('policies', 'subsidy_policy', { created_by: `'${PACKAGE}'`, created_at: at }, 'ON CONFLICT (number) DO NOTHING');
  await takeHouseholds(sql, division, at);
  await insert('rooms', 'room');
  await insert('visits', 'visit', { visitor: `''`, content_hash: `''`, source: `'${PACKAGE}'` });
  await insert('usages', 'meter_usage');
  await insert('entitlements', 'entitlement', { computed_by: `'${PACKAGE}'`, paid: 'coalesce(s.paid, 0)' }, PAID_OF_PACKED);
  await insert('batches', 'payment_batch', { drafted_by: `'${PACKAGE}'` }, 'ON CONFLICT (division_code, number) DO NOTHING');
  await insert('payments', 'payment');
  await insert('funds', 'fund', {}, 'ON CONFLICT DO NOTHING');
  await insert('zones', 'no_coal_zone', {}, 'ON CONFLICT DO NOTHING');
  await insert('plans', 'conversion_plan', {}, 'ON CONFLICT DO NOTHING');
  // What a division shall reach is said by who sets its targets: those that are here stay.
  await insert('targets', 'target', {}, 'ON CONFLICT DO NOTHING');
  await insert(
    'findings',
    'finding',
    {
      id: 'p.id::uuid',
      created_by: `'${PACKAGE}'`,
      closed_by: `CASE WHEN p.closed_at IS NOT NULL THEN '${PACKAGE}' END`,
      proposed_by: `CASE WHEN p.proposed_at IS NOT NULL THEN '${PACKAGE}' END`,
      result: `CASE WHEN p.closed_at IS NOT NULL THEN '—' END`,
    },
    '',
    ['id'],
  );
  await sql.query(
    `INSERT INTO finding_place (finding_id, division_code, household_number)
     SELECT finding_id::uuid, division_code, coalesce(household_number, '') FROM packed_findingplaces`,
  );
}

/** A household without a name shows its number in the name's place. One that the package no longer has is removed. */
async function takeHouseholds(sql: Sql, division: string, at: string): Promise<void> {
  const own = ['village_code', 'residence', 'house_use', 'status', 'people', 'elderly', 'heated_area', 'began_on', 'ended_on'];
  await sql.query(
    `INSERT INTO household (number, head, head_initials, head_pinyin, source, created_at, ${own.join(', ')})
     SELECT p.number, p.number, '', '', '${PACKAGE}', ${at}, ${own.map((column) => `p.${column}`).join(', ')} FROM packed_households p
     ON CONFLICT (number) DO UPDATE SET ${own.map((column) => `${column} = excluded.${column}`).join(', ')},
       revision = household.revision + 1`,
  );
  await sql.query(
    `DELETE FROM household h WHERE ${IN_AREA('h.village_code')}
       AND NOT EXISTS (SELECT 1 FROM packed_households p WHERE p.number = h.number)`,
    [division],
  );
  const conversion = listOf('households', ['number', ...own]);
  await sql.query(
    `INSERT INTO conversion (household_number, current, ${conversion.join(', ')})
     SELECT p.number, true, ${conversion.map((column) => `p.${column}`).join(', ')} FROM packed_households p WHERE p.mode IS NOT NULL
     ORDER BY p.number`,
  );
}

/**
 * The facts of all households of the division in these seasons, by the function that makes every fact: of an open season as of today, of a
 * closed one as of the day on which it was closed here.
 */
export async function refreshTaken(
  sql: Sql,
  division: string,
  today: CalendarDay,
  seasons: readonly { season: string; closedOn: CalendarDay | null }[],
  reached: (households: number) => Promise<void> | void,
): Promise<void> {
  const days = new Map<CalendarDay, string[]>();
  for (const { season, closedOn } of seasons) {
    const day = closedOn ?? today;
    days.set(day, [...(days.get(day) ?? []), season]);
  }
  // The villages' findings came with the package, so the moved roll-ups are judged by nobody here.
  const moved = new RollUpsMoved();
  const daily: Omit<ToRefresh, 'numbers'>[] = [];
  for (const [day, names] of days) daily.push({ today: day, seasons: names, rules: await rulesOfSeasons(sql, names) });
  async function* batches(): AsyncGenerator<ToRefresh> {
    let done = 0;
    for await (const numbers of householdBatches(sql, division)) {
      for (const at of daily) yield { numbers, ...at };
      done += numbers.length;
      await reached(done);
    }
  }
  await refreshEach(sql, batches(), moved);
}

/**
 * Tells the planner what has been written. Of an empty register it would guess one row in every table, and to compare the figures of
 * 40,000 households then took minutes or seconds, as it fell out.
 */
export async function countTaken(sql: Sql, what: 'records' | 'facts'): Promise<void> {
  const tables = {
    records: 'household (number, village_code), conversion, room, visit, meter_usage, entitlement, payment, finding, finding_place',
    facts: 'household_facts, roll_up, continuity_sum',
  };
  await sql.query(`ANALYZE ${tables[what]}`);
}

/**
 * Ends taking: from here on triggers treat the records as everybody else's. The keys of visits, which waited, are made in one statement;
 * those of an earlier version went with its visits. They are stored in the order in which most of their indexes keep them.
 */
export async function endTaking(sql: Sql, division: string): Promise<void> {
  await sql.query(`SELECT set_config('package.taking', 'off', true)`);
  const columns = 'visit_id, household_number, season, status, village_code, submitted_at, by_changes, listed, by_signs';
  await sql.query(
    `INSERT INTO review_key (${columns}) SELECT ${columns} FROM review_key_now WHERE ${IN_AREA('village_code')}
    ORDER BY season, status, submitted_at, visit_id`,
    [division],
  );
}
