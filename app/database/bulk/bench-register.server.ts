/**
 * A register of any size for measuring, made by the database itself: households spread over all villages, current conversions,
 * two blocks of rooms, one visit for nine in ten, a meter for every second one. Every run makes the same rows.
 */

import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { householdBatches, refreshFacts } from '~/database/facts/facts.server';
import { statusInScope } from '~/database/households/status-in-scope.server';

export const BENCH_SEASON = '2020-2021';
const TODAY = '2021-06-01';

const FILL = [
  `INSERT INTO season (name) VALUES ('${BENCH_SEASON}')`,
  `INSERT INTO season_dates (season, division_code, starts_on, ends_on) VALUES ('${BENCH_SEASON}', '1406', '2020-11-01', '2021-03-31')`,
  `INSERT INTO household (number, village_code, head, head_initials, id_number_masked, phone_masked, address, residence, status,
    heated_area, bank_account_masked, source)
   SELECT v.code || '-' || lpad(n::text, 6, '0'), v.code, '户主' || n, 'hz', '140602********' || lpad((n % 10000)::text, 4, '0'),
     '138****' || lpad((n % 10000)::text, 4, '0'),
          (n % 40) || '排' || (n % 12) || '号', (ARRAY['resident','resident','resident','heating_season','seasonal','away'])[1 + n % 6],
          (ARRAY['normal','normal','normal','normal','normal','normal','normal','idle','cancelled'])[1 + n % 9], 40 + n % 90,
          '6228********' || lpad((n % 10000)::text, 4, '0'), 'import'
   FROM generate_series(1, $1::int) n JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS at, count(*) OVER () AS villages
     FROM division WHERE level = 'village') v ON v.at = n % v.villages`,
  `INSERT INTO conversion (household_number, mode, device, year, batch, in_plan, installed_on, connected_on)
   SELECT number, (ARRAY['gas','gas','electric_household','district_heat','biomass','none'])[1 + right(number, 6)::int % 6], '燃气壁挂炉',
     2019, 'provincial', right(number, 6)::int % 5 > 0, '2019-09-10', '2019-10-20' FROM household`,
  `INSERT INTO room (household_number, season, room, kind, heated_area, letting, connected, use)
   SELECT number, '${BENCH_SEASON}', r, (ARRAY['main','south'])[r], 20 + right(number, 6)::int % 50,
     CASE WHEN r = 2 AND right(number, 6)::int % 9 = 0 THEN 'let' ELSE 'own' END, right(number, 6)::int % 7 > 0, 'normal'
   FROM household CROSS JOIN generate_series(1, 2) r`,
  `INSERT INTO meter_usage (household_number, season, energy, start_reading, end_reading, usage, source)
   SELECT number, '${BENCH_SEASON}', 'gas', 100, 100 + right(number, 6)::int % 900, right(number, 6)::int % 900, '抄表' FROM household
     WHERE right(number, 6)::int % 2 = 0`,
  `INSERT INTO visit (id, household_number, season, visited_at, visitor, kind, outcome, status, answers, content_hash, source,
    rule_version, submitted_at)
   SELECT number, number, '${BENCH_SEASON}', timestamptz '2021-01-05 02:00Z' + right(number, 6)::int % 40 * interval '1 day', '李四',
     'survey', 'done', 'approved',
          jsonb_build_object('mainHeat', (ARRAY['gas','loose_coal','electric_household'])[1 + right(number, 6)::int % 3], 'connected',
            right(number, 6)::int % 8 > 0,
            'stability', (ARRAY['stable','mostly','unstable'])[1 + right(number, 6)::int % 3], 'unstableCauses',
              jsonb_build_array('限气', '费用高自停'), 'roomTemperature', 15 + right(number, 6)::int % 9,
            'coalStock', 'none', 'stove', 'sealed', 'boughtCoal', false, 'satisfaction', 'good', 'note', '入户时在家，取暖正常'),
          number, 'import', 'survey-1', timestamptz '2021-01-05 04:00Z'
   FROM household WHERE right(number, 6)::int % 10 > 0`,
];

/** Whatever a trigger keeps is left out in this transaction, which spares most of the time of filling; `keepSums` makes good for it. */
export const WITHOUT_TRIGGERS = 'SET LOCAL session_replication_role = replica';

/** The rows alone, with nothing that is kept beside them. */
export async function fillRows(db: Database, households: number): Promise<void> {
  await inTransaction(
    db,
    async (sql) => {
      await sql.query(WITHOUT_TRIGGERS);
      for (const statement of FILL) await sql.query(statement, statement.includes('$1') ? [households] : []);
    },
    { statementTimeoutMs: 0 },
  );
  await withSql(db, (sql) => sql.query('ANALYZE'));
}

export async function fillRegister(db: Database, households: number): Promise<void> {
  await inTransaction(db, async (sql) => {
    for (const statement of FILL) await sql.query(statement, statement.includes('$1') ? [households] : []);
  });
  await withSql(db, (sql) => sql.query('ANALYZE'));
  await withSql(db, async (sql) => {
    for await (const batch of householdBatches(sql, '14')) await refreshFacts(sql, batch, TODAY, [BENCH_SEASON]);
  });
  await withSql(db, (sql) => sql.query('ANALYZE'));
}

/** The villages of the register, in the order of their codes. */
export async function villageCodes(sql: Sql): Promise<string[]> {
  return (await sql.query<{ code: string }>(`SELECT code FROM division WHERE level = 'village' ORDER BY code`)).map(({ code }) => code);
}

/** How many connections read a list of households for a file at this moment. */
export async function listsBeingRead(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
       AND query LIKE '%household_fact%ORDER BY%'`,
  );
  return row!.n;
}

/** Households that nobody has visited yet: one in ten. */
export async function householdsWithoutVisit(sql: Sql, n: number): Promise<string[]> {
  const rows = await sql.query<{ number: string }>(
    `SELECT number FROM household h WHERE ${statusInScope('h.status')}
       AND NOT EXISTS (SELECT FROM visit t WHERE t.household_number = h.number AND t.season = '${BENCH_SEASON}')
     ORDER BY right(number, 6) LIMIT $1`,
    [Math.ceil(n)],
  );
  return rows.map(({ number }) => number);
}

export type EntitlementToPay = { household: string; policy: string; due: number; dueCounty: number };

/** Every entitlement of the register, to make a sheet of payments from. */
export async function entitlementsToPay(sql: Sql): Promise<EntitlementToPay[]> {
  return sql.query<EntitlementToPay>(
    'SELECT household_number AS household, policy_number AS policy, due, due_county AS "dueCounty" FROM entitlement ORDER BY 1, 2',
  );
}
