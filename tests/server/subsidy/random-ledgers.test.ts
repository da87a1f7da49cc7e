/**
 * Random policies, entitlements and payments go through the importer. After every history the roll-ups equal a slow count in
 * memory, the ledger balances to the 分, and every refusal was justified.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { sumsOfRow } from '~/database/facts/measure-columns.server';
import { sumsByKindAndLevel } from '~/database/subsidy/overview.server';
import { OPERATOR } from '~/domain/access/person';
import { keysOf, labelOf } from '~/domain/contract/enumerations';
import { noSums } from '~/domain/indicators/measures';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { importRows, RowsRefused } from '~/server/workflows/imports/import-workbook.server';
import { computeEntitlements } from '~/server/workflows/subsidy/compute-entitlements.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason } from '../../helpers/register';
import { type SlowEntitlement, type SlowHousehold, type SlowPolicy, slowCount } from '../../helpers/slow-count';

const NOW = new Date('2021-12-01T04:00:00Z');
const TODAY = '2021-12-01';
const ENDS = { '2019-2020': '2020-03-31', '2020-2021': '2021-04-15' } as const;
type Season = keyof typeof ENDS;
const SEASONS = Object.keys(ENDS) as Season[];
const RUNS = Number(process.env.LEDGERS ?? 12);

let db: Database;
let villages: string[];
let run = 0;

beforeAll(async () => {
  db = await freshDatabase();
  villages = await withSql(db, async (sql) =>
    (await sql.query<{ code: string }>(`SELECT code FROM division WHERE level = 'village' AND code LIKE '1406%' ORDER BY code`)).map(
      (row) => row.code,
    ),
  );
  await inTransaction(db, async (sql) => {
    for (const season of SEASONS) await declareSeason(sql, season, `${season.slice(0, 4)}-11-01`, ENDS[season]);
  });
});

const day = fc.constantFrom('2020-05-01', '2020-07-01', '2021-05-01', '2021-06-30', '2021-07-01', '2021-11-30', '2021-12-01');
const home = fc.record({
  status: fc.constantFrom('normal', 'idle', 'cancelled'),
  connectedOn: fc.option(fc.constantFrom('2019-10-01', '2021-10-01')),
});
const policy = fc.record({
  season: fc.constantFrom(...SEASONS),
  kind: fc.constantFrom('operating', 'operating', 'equipment'),
  unit: fc.constantFrom('per_m3', 'per_household'),
  fenPerUnit: fc.integer({ min: 1, max: 300 }),
  cap: fc.option(fc.integer({ min: 1, max: 90_000 })),
  dueOn: fc.constantFrom('2020-06-30', '2021-06-30', '2021-12-01', '2022-06-30'),
  shares: fc.constantFrom('县:1', '省:0.25;市:0.25;县:0.5', '省:0.333333;县:0.666667', '中央:0.1;省:0.2;市:0.3;县:0.4'),
});
const which = fc.nat(9);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('entitle' as const), home: which, policy: which, units: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      home: which,
      policy: which,
      level: fc.constantFrom(...keysOf('level')),
      share: fc.constantFrom(0.25, 0.5, 1, 1.01),
      day,
      ok: fc.constantFrom(true, true, false),
      batch: fc.nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('visit' as const),
      home: which,
      season: fc.constantFrom(...SEASONS),
      mainHeat: fc.constantFrom('gas', 'loose_coal'),
      connected: fc.boolean(),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Paid = { batch: string; policy: string; level: string; amount: number; day: string; ok: boolean };
type ModelHome = Omit<SlowHousehold, 'entitlements'> & { entitlements: (Omit<SlowEntitlement, 'payments'> & { payments: Paid[] })[] };

const gives = ({ fenPerUnit, cap }: SlowPolicy, units: number) => Math.min(cap ?? Infinity, fenPerUnit * units);
const take = (rows: Parameters<typeof importRows>[2]) => importRows(db, OPERATOR, rows, { now: NOW });

async function play(homes: ModelHome[], policies: SlowPolicy[], one: Step): Promise<void> {
  const target = homes[one.home % homes.length]!;
  if (one.do === 'visit') {
    const id = randomUUID();
    const at = `${one.season.slice(5)}-01-10T10:00:00+08:00`;
    await take({
      入户记录: [
        {
          记录编号: id,
          户编号: target.number,
          采暖季: one.season,
          入户时间: at,
          入户人: '李四',
          类型: '普查',
          结果: '完成',
          主要取暖方式: labelOf('heat', one.mainHeat),
          接通: one.connected ? '是' : '否',
        },
      ],
    });
    target.visits.push({
      season: one.season,
      at: Date.parse(at),
      id,
      kind: 'survey',
      outcome: 'done',
      status: 'approved',
      answers: { mainHeat: one.mainHeat, connected: one.connected },
    });
    return;
  }
  if (policies.length === 0) return;
  const chosen = policies[one.policy % policies.length]!;
  const entitlement = target.entitlements.find((each) => each.policy === chosen);
  if (one.do === 'entitle') {
    const row = { 户编号: target.number, 政策编号: chosen.number, 计量数量: one.units, 应补金额: gives(chosen, one.units) };
    await take({ 应补: [row] });
    expect((await take({ 应补: [row] })).historyEntries).toBe(0);
    if (entitlement) entitlement.units = one.units;
    else target.entitlements.push({ policy: chosen, units: one.units, payments: [] });
    return;
  }
  const due = entitlement ? gives(chosen, entitlement.units) : 100;
  const payment: Paid = {
    batch: `${chosen.number}-${one.batch}`,
    policy: chosen.number,
    level: one.level,
    amount: Math.round(due * one.share),
    day: one.day,
    ok: one.ok,
  };
  const row = {
    批次号: payment.batch,
    户编号: target.number,
    政策编号: chosen.number,
    资金层级: labelOf('level', one.level),
    金额: payment.amount,
    发放日期: one.day,
    结果: one.ok ? '成功' : '失败',
    ...(!one.ok && { 失败原因: '账号有误' }),
  };
  const taken = await take({ 发放: [row] }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof RowsRefused) return false;
      throw error;
    },
  );
  const others = entitlement?.payments.filter((each) => each.batch !== payment.batch || each.level !== payment.level) ?? [];
  const same = entitlement?.payments.find((each) => each.batch === payment.batch && each.level === payment.level);
  const saysSame = same !== undefined && same.ok === payment.ok && same.amount === payment.amount;
  const tooMuch =
    payment.ok && !saysSame && others.filter(({ ok }) => ok).reduce((sum, each) => sum + each.amount, 0) + payment.amount > due;
  const twice =
    payment.ok &&
    !same &&
    payment.amount > 0 &&
    others.some((each) => each.ok && each.level === payment.level && each.amount === payment.amount && each.day === payment.day);
  expect({ payment, taken }).toEqual({ payment, taken: entitlement !== undefined && !tooMuch && !twice });
  if (taken) entitlement!.payments = [...others, payment];
}

async function compare(pair: readonly string[], homes: ModelHome[], asOf: string): Promise<void> {
  const rows = await withSql(db, (sql) =>
    sql.query<Record<string, unknown> & { season: string; village_code: string }>(
      'SELECT * FROM roll_up WHERE village_code = ANY($1::text[])',
      [pair],
    ),
  );
  for (const village of pair) {
    const own = homes.filter((each) => each.village === village);
    for (const season of SEASONS) {
      const row = rows.find((each) => each.season === season && each.village_code === village);
      expect({ village, season, ...(row ? sumsOfRow(row) : noSums()) }).toEqual({
        village,
        season,
        ...noSums(),
        ...slowCount(own, season, ENDS[season], TODAY),
      });
      const seen = (await readFacts(db, { roots: ['14'] }, { division: village, season, asOf }, NOW)).rows[0]!;
      const counted = slowCount(own, season, ENDS[season], asOf);
      expect({ asOf, ...seen.amountsFen, ...seen.continuity }).toEqual({
        asOf,
        due: counted.due,
        paid: counted.paid,
        arrears: counted.arrears,
        ...Object.fromEntries(keysOf('continuity').map((key) => [key, counted[`continuity.${key}`]])),
      });
    }
  }
}

describe('random ledgers', () => {
  test(`of ${RUNS} histories each balances and is counted as a slow count counts it`, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(home, { minLength: 1, maxLength: 3 }),
        fc.array(policy, { maxLength: 4 }),
        fc.array(step, { minLength: 3, maxLength: 10 }),
        day,
        async (made, drawn, steps, asOf) => {
          const n = run++;
          const pair = [villages[(n * 2) % villages.length]!, villages[(n * 2 + 1) % villages.length]!];
          const homes: ModelHome[] = made.map((each, i) => ({
            number: `L${n}-${i}`,
            village: pair[i % 2]!,
            status: each.status,
            residence: 'resident',
            area: 8_000,
            mode: 'gas',
            inPlan: true,
            year: null,
            installedOn: '2019-09-01',
            connectedOn: each.connectedOn,
            visits: [],
            rooms: [],
            usages: [],
            entitlements: [],
          }));
          await addHouseholds(
            db,
            homes.map(({ number, village, status, connectedOn }) => ({
              number,
              village,
              status,
              conversion: { mode: 'gas', inPlan: true, installedOn: '2019-09-01', connectedOn: connectedOn ?? undefined },
            })),
            NOW,
            TODAY,
          );
          const policies: SlowPolicy[] = drawn.map(({ shares: _shares, ...each }, at) => ({ ...each, number: `P${n}-${at}` }));
          if (policies.length > 0) {
            await take({
              补贴政策: policies.map((each, at) => ({
                政策编号: each.number,
                文号: '示例',
                区划代码: '1406',
                采暖季: each.season,
                种类: labelOf('policyKind', each.kind),
                单位: labelOf('policyUnit', each.unit),
                适用路径: '甲醇',
                单价: each.fenPerUnit / 100,
                封顶金额: each.cap,
                应付截止日期: each.dueOn,
                分担: drawn[at]!.shares,
              })),
            });
          }
          for (const one of steps) await play(homes, policies, one);
          await compare(pair, homes, asOf);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('computing again changes nothing, levels balance and sum to the whole, payments to what is paid', { timeout: 300_000 }, async () => {
    for (const season of SEASONS) {
      const { policies } = await computeEntitlements(db, OPERATOR, { division: '1406', season }, { dryRun: false, now: NOW });
      expect(policies.filter(({ added, changed, removed }) => added + changed + removed > 0)).toEqual([]);
    }
    const [balance] = await withSql(db, (sql) =>
      sql.query<Record<string, number>>(
        `SELECT sum(e.due - e.paid - greatest(e.due - e.paid, 0) + greatest(e.paid - e.due, 0))::bigint AS off, sum(e.due - e.due_central
          - e.due_province - e.due_city - e.due_county)::bigint AS levels,
              sum(e.paid - coalesce(p.paid, 0))::bigint AS payments, count(*)::int AS n
       FROM entitlement e LEFT JOIN (SELECT household_number, policy_number, sum(amount) FILTER (WHERE result = 'ok') AS paid FROM payment
       GROUP BY 1, 2) p USING (household_number, policy_number)`,
      ),
    );
    expect(balance).toMatchObject({ off: 0, levels: 0, payments: 0 });
    expect(balance!.n).toBeGreaterThan(3);
    for (const season of SEASONS) {
      const levels = await withSql(db, (sql) => sumsByKindAndLevel(sql, { roots: ['14'] } as never, '1406', season));
      const [whole] = await withSql(db, (sql) =>
        sql.query<Record<'due' | 'paid', number>>(
          'SELECT coalesce(sum(due), 0)::bigint AS due, coalesce(sum(paid), 0)::bigint AS paid FROM entitlement WHERE season = $1',
          [season],
        ),
      );
      const sum = (key: 'due' | 'paid' | 'owed' | 'overpaid') => levels.reduce((total, one) => total + one[key], 0);
      for (const one of levels) expect(one.due, `${season} ${one.kind} ${one.level}`).toBe(one.paid + one.owed - one.overpaid);
      expect({ season, due: sum('due'), paid: sum('paid'), owed: sum('owed') - sum('overpaid') }).toEqual({
        season,
        ...whole,
        owed: whole!.due - whole!.paid,
      });
    }
  });

  test('a rebuild finds no difference; it finds and mends money that was damaged', { timeout: 120_000 }, async () => {
    // A village without anything may have a row of zeros or none.
    const rollUps = async () =>
      (await withSql(db, (sql) => sql.query<Record<string, unknown>>('SELECT * FROM roll_up ORDER BY season, village_code'))).filter(
        (row) => Object.values(row).some((value) => typeof value === 'number' && value > 0),
      );
    const counted = await rollUps();
    expect((await rebuildRollUps(db, TODAY, { write: false })).differences).toEqual([]);
    await withSql(db, async (sql) => {
      await sql.query(
        `UPDATE roll_up SET paid = paid + 1, continuity_reduced = continuity_reduced + 1 WHERE (season, village_code) = (SELECT season,
          village_code FROM roll_up WHERE due > 0 ORDER BY 1, 2 LIMIT 1)`,
      );
      await sql.query(
        `UPDATE household_facts SET arrears = arrears + 1 WHERE ctid = (SELECT ctid FROM household_facts WHERE due > 0
          ORDER BY season DESC, household_number DESC LIMIT 1)`,
      );
    });
    expect((await rebuildRollUps(db, TODAY, { write: true })).differences.length).toBeGreaterThan(0);
    expect(await rollUps()).toEqual(counted);
    expect((await rebuildRollUps(db, TODAY, { write: false })).differences).toEqual([]);
  });
});
