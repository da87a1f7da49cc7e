/**
 * Four seasons before the bench register's and five seasons of subsidies for it: policies, entitlements, batches with their
 * payments, funds, accounts, meters that some households share, visits that wait. Every run makes the same rows.
 */

import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { refreshFactsBelow } from '~/database/facts/facts.server';
import { MEASURE_COLUMNS, sumColumns } from '~/database/facts/measure-columns.server';
import { insertPlan } from '~/database/plans/plans.server';
import { blankContent } from '~/domain/plans/plan-content';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { BENCH_SEASON, WITHOUT_TRIGGERS } from './bench-register.server';

const EARLIER: string[] = [];
for (let season = seasonBefore(BENCH_SEASON); EARLIER.length < 4; season = seasonBefore(season)) EARLIER.push(season);
const SEASONS = [BENCH_SEASON, ...EARLIER];
const TODAY = '2021-06-01';
/** Households of the one village that is as large in a register of any size, so that its pages can be compared. */
const OF_ONE_VILLAGE = 300;

const values = (rows: string[]) => `(VALUES ${rows.join(', ')})`;
const N = (household: string) => `right(${household}, 6)::int`;

/** Fingerprints begin with the id of the key, which is `bench` in benchmarks; a restored backup is checked for it. */
const REGISTER = [
  // Codes stand before the numbers of households, so only the village of the row changes.
  `WITH one AS (SELECT min(code) AS code FROM division WHERE level = 'village')
   UPDATE household SET village_code = one.code FROM one WHERE ${N('number')} <= ${OF_ONE_VILLAGE}`,
  `UPDATE household SET
     head = substr('王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗', 1 + r % 20, 1) || substr('建国文军秀英桂兰志强海燕玉梅永福春生', 1 + r / 20 % 18, 1)
       || substr('明华平芳伟霞斌丽红亮', 1 + r / 360 % 10, 1),
     head_initials = substr('wlzlcyzhzwxsmzhghlgl', 1 + r % 20, 1) || substr('jgwjxyglzqhyymyfcs', 1 + r / 20 % 18, 1)
       || substr('mhpfwxblhl', 1 + r / 360 % 10, 1),
     people = 1 + r % 6, elderly = r % 3,
     hardship_encrypted = CASE WHEN r % 20 = 0 THEN $1 END,
     id_number_fingerprint = 'bench.id ' || CASE WHEN n % 4000 = 7 THEN n - 1 ELSE n END,
     bank_account_masked = CASE WHEN r % 50 > 0 THEN '6228********' || lpad((r % 10000)::text, 4, '0') END,
     bank_account_fingerprint = CASE WHEN r % 50 > 0 THEN 'bench.account ' || n END
   FROM (SELECT number AS key, ${N('number')} AS n, abs(hashint4(${N('number')})) AS r FROM household) h WHERE h.key = number`,
  `UPDATE conversion SET serial = 'S' || ${N('household_number')},
     electric_meter = 'E' || CASE WHEN ${N('household_number')} % 4000 = 11 THEN ${N('household_number')} - 1 ELSE
       ${N('household_number')} END`,
  `INSERT INTO season (name, closed_at, closed_by) SELECT name, now(), 'bench' FROM ${values(EARLIER.map((one) => `('${one}')`))} s(name)`,
  `INSERT INTO season_dates (season, division_code, starts_on, ends_on)
   SELECT name, '1406', (left(name, 4) || '-11-01')::date, (right(name, 4) || '-03-31')::date
   FROM ${values(EARLIER.map((one) => `('${one}')`))} s(name)`,
  `INSERT INTO visit (id, household_number, season, visited_at, visitor, kind, outcome, status, answers, content_hash, source,
     rule_version, submitted_at)
   SELECT household_number || ' ' || s.season, household_number, s.season, visited_at - s.years * interval '1 year', visitor, kind, outcome,
     'approved', answers || jsonb_build_object('satisfaction', (ARRAY['good', 'fair'])[1 + ${N('household_number')} % 2]),
     household_number || s.season, source, rule_version, submitted_at - s.years * interval '1 year'
   FROM visit CROSS JOIN ${values(EARLIER.map((one, at) => `('${one}', ${at + 1})`))} s(season, years)`,
  `UPDATE visit SET status = CASE WHEN ${N('household_number')} % 20 = 1 THEN 'submitted' ELSE 'returned' END
   WHERE season = '${BENCH_SEASON}' AND ${N('household_number')} % 20 IN (1, 3)`,
  `INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by)
   SELECT left(s.name, 4) || '-' || k.name, '测量〔' || left(s.name, 4) || '〕1号', '1406', s.name, k.name, 'per_household', k.rate,
     '[{"level": "city", "share": 500000, "cap": null}, {"level": "county", "share": 500000, "cap": null}]',
     (right(s.name, 4) || k.due)::date, 'bench'
   FROM ${values(SEASONS.map((one) => `('${one}')`))} s(name),
     ${values([`('operating', 6000000, '-04-30')`, `('price', 3000000, '-05-31')`])} k(name, rate, due)`,
];

/** How many of twenty households a kind is given to, so that 300,000 entitlements are given to 400,000 households in five seasons. */
const GIVEN = { operating: [4, 5], price: [6] };

const LEDGER = [
  `INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_city, due_county, trace, source, computed_at,
     computed_by)
   SELECT h.number, p.number, p.season, 1000, p.rate / 100 - x.cents * 2, p.rate / 200 - x.cents, p.rate / 200 - x.cents,
     jsonb_build_object('unit', 'per_household', 'steps', '[]'::jsonb, 'due', p.rate / 100 - x.cents * 2, 'levels', jsonb_build_object(
       'city', p.rate / 200 - x.cents, 'county', p.rate / 200 - x.cents)), 'computed', now(), 'bench'
   FROM household h CROSS JOIN subsidy_policy p CROSS JOIN LATERAL (SELECT abs(hashtext(h.number || p.season)) % 900 AS cents) x
   WHERE p.created_by = 'bench' AND h.status <> 'cancelled' AND ${N('h.number')} % 20 = ANY(
     CASE p.kind ${Object.entries(GIVEN)
       .map(([kind, some]) => `WHEN '${kind}' THEN ARRAY[${some.join(', ')}]::int[]`)
       .join(' ')} END)`,
  // The county's share in one batch a season, the city's in another; the last of them has been released and waits for the bank.
  `INSERT INTO payment_batch (division_code, number, season, state, source, method, policies, levels, drafted_at, drafted_by, checked_at,
     checked_by, notice_from, notice_to, released_at, released_by, reconciled_at, reconciled_by)
   SELECT c.code, c.code || ' ' || left(s.name, 4) || ' ' || l.level, s.name,
     CASE WHEN s.name = '${BENCH_SEASON}' AND l.level = 'city' THEN 'released' ELSE 'reconciled' END, 'drafted', 'one_card', '{}',
     ARRAY[l.level], now(), 'one', now(), 'two', (right(s.name, 4) || '-05-01')::date, (right(s.name, 4) || '-05-08')::date, now(), 'one',
     CASE WHEN s.name = '${BENCH_SEASON}' AND l.level = 'city' THEN NULL ELSE now() END,
     CASE WHEN s.name = '${BENCH_SEASON}' AND l.level = 'city' THEN NULL ELSE 'two' END
   FROM division c, ${values(SEASONS.map((one) => `('${one}')`))} s(name), ${values([`('city')`, `('county')`])} l(level)
   WHERE c.level = 'county' AND EXISTS (SELECT 1 FROM household h JOIN division v ON v.code = h.village_code WHERE c.code = ANY(v.path))`,
  `INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, method, paid_on, result,
     fail_reason)
   SELECT b.number, e.household_number, e.policy_number, l.level, b.division_code, e.season, l.due, 'one_card',
     CASE WHEN x.result = 'pending' THEN NULL ELSE (right(e.season, 4) || '-05-20')::date END, x.result,
     CASE WHEN x.result = 'failed' THEN '账号不符' END
   FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
   CROSS JOIN LATERAL (VALUES ('city', e.due_city), ('county', e.due_county)) l(level, due)
   JOIN payment_batch b ON b.division_code = v.path[3] AND b.season = e.season AND b.levels[1] = l.level
   CROSS JOIN LATERAL (SELECT CASE WHEN b.state = 'released' THEN 'pending' WHEN abs(hashtext(e.household_number || l.level)) % 20 = 0
     THEN 'failed' ELSE 'ok' END AS result) x
   WHERE abs(hashtext(e.household_number || e.season)) % 10 > 0`,
  `UPDATE entitlement e SET paid = s.paid FROM (
     SELECT household_number, policy_number, sum(amount) AS paid FROM payment WHERE result = 'ok' GROUP BY 1, 2
   ) s WHERE s.household_number = e.household_number AND s.policy_number = e.policy_number`,
  `INSERT INTO fund (division_code, season, level, document, allotted, received, received_on)
   SELECT c.code, s.name, l.level, '测量资金' || left(s.name, 4), 500000000, 400000000, (right(s.name, 4) || '-03-01')::date
   FROM division c, ${values(SEASONS.map((one) => `('${one}')`))} s(name), ${values([`('city')`, `('county')`])} l(level)
   WHERE c.level = 'county' AND c.path @> ARRAY['1406']`,
];

/** What triggers would have kept. */
const KEPT = [
  'INSERT INTO review_key SELECT * FROM review_key_now',
  'INSERT INTO batch_sum SELECT * FROM batch_sum_now',
  'DELETE FROM continuity_sum',
  'INSERT INTO continuity_sum SELECT * FROM continuity_sum_now',
  `SELECT refresh_subsidy_sums(ARRAY(SELECT DISTINCT h.village_code FROM entitlement e JOIN household h ON h.number = e.household_number))`,
];

/**
 * After `fillRows`. `hardship` is a sealed text that some households get. Facts of earlier seasons are copies of the last one's, which is
 * enough where only their number matters, or computed from the records, where another register shall compute the same.
 */
export async function fillLedger(
  db: Database,
  hardship: string,
  say: (step: string) => void = () => undefined,
  earlier: 'copied' | 'computed' = 'copied',
): Promise<void> {
  await steps(db, REGISTER, say, hardship);
  await steps(db, LEDGER, say);
  await withSql(db, (sql) => sql.query('ANALYZE'));
  say('facts');
  await withSql(db, (sql) => refreshFactsBelow(sql, '14', TODAY, [BENCH_SEASON]));
  if (earlier === 'copied') await steps(db, EARLIER.map(copyFacts), say);
  else await withSql(db, (sql) => refreshFactsBelow(sql, '14', dayInShanghai(new Date()), EARLIER));
  await withSql(db, (sql) => sql.query('ANALYZE'));
  await steps(db, KEPT, say);
  await inTransaction(db, addPlan);
  await withSql(db, (sql) => sql.query('VACUUM ANALYZE'));
}

/** 可持续运营方案 of the village that the pages are about. */
async function addPlan(sql: Sql): Promise<void> {
  const [village] = await sql.query<{ code: string; county: string }>(
    `SELECT code, path[3] AS county FROM division WHERE level = 'village' ORDER BY code LIMIT 1`,
  );
  const content = blankContent('测量方案', TODAY);
  const plan = { season: BENCH_SEASON, countyCode: village!.county, content, by: 'bench', at: `${TODAY}T00:00:00Z` };
  await insertPlan(sql, { ...plan, villages: [{ code: village!.code, trigger: { compared: 0, unstable: 0, reburning: 0 } }] });
}

/** Closed seasons keep the facts they had. */
function copyFacts(season: string): string {
  const columns = ['household_number', 'village_code', 'visit_id', 'mode', ...MEASURE_COLUMNS];
  return `WITH copied AS (
      INSERT INTO household_facts (season, ${columns.join(', ')})
      SELECT '${season}', ${columns.map((one) => (one === 'visit_id' ? `visit_id || ' ${season}'` : one)).join(', ')}
      FROM household_facts WHERE season = '${BENCH_SEASON}' RETURNING *
    )
    INSERT INTO roll_up (season, village_code, ${MEASURE_COLUMNS.join(', ')})
    SELECT '${season}', r.village_code, ${sumColumns('r')} FROM copied r GROUP BY r.village_code`;
}

async function steps(db: Database, statements: readonly string[], say: (step: string) => void, parameter?: string): Promise<void> {
  for (const statement of statements) {
    say(statement.replaceAll(/\s+/g, ' ').slice(0, 60));
    await inTransaction(
      db,
      async (sql) => {
        await sql.query(WITHOUT_TRIGGERS);
        await sql.query(statement, statement.includes('$1') ? [parameter] : []);
      },
      { statementTimeoutMs: 0 },
    );
  }
}

/** The places and things that the pages of a role are about. */
export type BenchSubjects = Record<
  'city' | 'county' | 'township' | 'village' | 'household' | 'unvisited' | 'policy' | 'batch' | 'visit' | 'plan',
  string
>;

export async function benchSubjects(sql: Sql): Promise<BenchSubjects> {
  const [row] = await sql.query<BenchSubjects>(
    `SELECT v.path[2] AS city, v.path[3] AS county, v.path[4] AS township, v.code AS village,
       (SELECT min(e.household_number) FROM entitlement e JOIN household h ON h.number = e.household_number WHERE h.village_code = v.code)
         AS household,
       (SELECT min(h.number) FROM household h WHERE h.village_code = v.code AND NOT EXISTS (SELECT 1 FROM visit t
         WHERE t.household_number = h.number)) AS unvisited,
       (SELECT max(number) FROM subsidy_policy WHERE kind = 'operating') AS policy,
       (SELECT max(number) FROM payment_batch b WHERE b.division_code = v.path[3] AND b.season = $1) AS batch,
       (SELECT min(t.id) FROM visit t JOIN household h ON h.number = t.household_number WHERE h.village_code = v.code AND t.season = $1
         AND t.status = 'submitted') AS visit,
       (SELECT min(p.plan_number) FROM operation_plan_village p WHERE p.village_code = v.code) AS plan
     FROM division v WHERE v.level = 'village' ORDER BY v.code LIMIT 1`,
    [BENCH_SEASON],
  );
  return row!;
}
