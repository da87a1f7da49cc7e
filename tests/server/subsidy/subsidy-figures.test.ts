/**
 * Every amount and number of the subsidy pages leads to exactly its households: the list is counted and added up and compared
 * with the figure.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { countListed } from '~/database/households/list.server';
import { readPayouts } from '~/database/report/subsidy.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { LISTS_BEHIND } from '~/domain/indicators/household-lists';
import { indicator } from '~/domain/indicators/indicators';
import { arrearsViewOf } from '~/domain/subsidy/arrears-view';
import { ENTITLEMENT_FILTERS } from '~/domain/subsidy/entitlement-list-view';
import { LISTED_SCENARIOS, REDUCED_GROUPS } from '~/domain/subsidy/reduced-households-view';
import { words } from '~/i18n/words.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { exportArrears } from '~/server/workflows/subsidy/export-lists.server';
import {
  readArrears,
  readEntitlementList,
  readReburning,
  readReducedHouseholdList,
  readSubsidyForecast,
  readSubsidyOverview,
} from '~/server/workflows/subsidy/read-subsidy.server';
import { freshDatabase } from '../../helpers/database';
import { exportedTable, exportsInOwnFolder } from '../../helpers/exported-table';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, personWith } from '../../helpers/register';

const NOW = new Date('2021-08-01T02:00:00Z');
const SEASON = '2020-2021';
const COUNTY = '140602';
let db: Database;
let person: Person;

const policy = (number: string, more: object) => ({
  政策编号: number,
  文号: '示例',
  区划代码: COUNTY,
  采暖季: SEASON,
  种类: '运行',
  单位: '元/户',
  单价: '1000',
  分担: '市:0.4;县:0.6',
  应付截止日期: '2021-06-30',
  ...more,
});

beforeAll(async () => {
  db = await freshDatabase();
  person = await personWith(db, 'county', [COUNTY], 'bureau');
  await inTransaction(db, async (sql) => {
    await declareSeason(sql, SEASON, '2020-11-01', '2021-03-31');
    // This village begins on 1 October, the others by default on 1 November.
    await declareSeason(sql, SEASON, '2020-10-01', '2021-04-30', OTHER_VILLAGE);
    await sql.query(`INSERT INTO season (name) VALUES ('2021-2022')`);
  });
  const gas = { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' };
  await addHouseholds(
    db,
    [
      ...['A1', 'A2', 'A3', 'A4'].map((number) => ({ number, conversion: gas })),
      ...['B1', 'B2'].map((number) => ({ number, village: OTHER_VILLAGE, conversion: gas })),
      { number: 'F1', village: FAR_VILLAGE, conversion: gas },
    ],
    NOW,
    '2021-08-01',
  );
  await inTransaction(db, (sql) => sql.query(`UPDATE household SET elderly = 1 WHERE number IN ('A1', 'B1')`));
  const due = (household: string, of: string, quantity = 1) => ({ 户编号: household, 政策编号: of, 计量数量: quantity });
  const pay = (household: string, of: string, level: string, yuan: number) => ({
    批次号: `${of}-${level}`,
    户编号: household,
    政策编号: of,
    资金层级: level,
    金额: yuan * 100,
    发放方式: '一卡通',
    发放日期: '2021-05-10',
    结果: '成功',
  });
  await importRows(
    db,
    OPERATOR,
    {
      补贴政策: [
        policy('RUN', { 失效日期: '2021-10-15' }),
        policy('STEP', { 单价: '500', 适用对象: '残疾' }),
        policy('STEP2', { 单价: '300', 适用对象: '残疾', 采暖季: '2021-2022', 应付截止日期: '2022-06-30', 替代政策编号: 'STEP' }),
        policy('DEV', { 种类: '设备', 单价: '5000', 失效日期: '2021-06-30' }),
      ],
      应补: [...['A1', 'A2', 'B1', 'B2', 'A3'].map((one) => due(one, 'RUN')), due('A4', 'STEP'), due('A1', 'DEV')],
      发放: [
        pay('A1', 'RUN', '市', 400),
        pay('A1', 'RUN', '县', 600),
        pay('A2', 'RUN', '市', 100),
        pay('A3', 'RUN', '县', 700),
        pay('A1', 'DEV', '县', 3000),
      ],
    },
    { now: NOW },
  );
  await inTransaction(db, async (sql) => {
    await sql.query(`UPDATE entitlement SET due = 50000, due_city = 20000, due_county = 30000 WHERE household_number = 'A3'`);
    await sql.query(`UPDATE household_facts SET b = 1, iv = 1, v = 1 WHERE household_number IN ('A1', 'B2')`);
    await sql.query(
      `UPDATE roll_up r SET b = x.b, iv = x.iv, v = x.v FROM (SELECT season, village_code, sum(b) AS b, sum(iv) AS iv, sum(v) AS v
        FROM household_facts GROUP BY 1, 2) x WHERE x.season = r.season AND x.village_code = r.village_code`,
    );
    await sql.query('DELETE FROM continuity_sum');
    await sql.query('INSERT INTO continuity_sum SELECT * FROM continuity_sum_now');
  });
});

const ask = { division: COUNTY, season: SEASON };
/** Every page here has a season. */
const there = <T extends { season: unknown }>(found: T) => found as Exclude<T, { season: null }>;
const linesOf = async (view: object) =>
  there(await readEntitlementList(db, person, { ...ask, view: { filter: 'any', kind: null, level: null, page: 1, ...view } }, NOW));

describe('figures of the overview', () => {
  test('kind and level: households, due, paid, owed, overpaid', async () => {
    const { kinds, overpaid, funds } = there(await readSubsidyOverview(db, person, ask, NOW));
    expect(kinds!.map(({ kind, level }) => `${kind} ${level}`)).toEqual([
      'equipment city',
      'equipment county',
      'operating city',
      'operating county',
    ]);
    // 户数 of 附件7 are those whom something arrived at: beside 应补户 the overview has them under the same name as the list behind it.
    const query = { division: COUNTY, season: SEASON, asOf: '2021-08-01', facts: 'household_facts' };
    const printed = await withSql(db, (sql) => readPayouts(sql, { roots: [COUNTY] }, query, () => ''));
    expect(kinds!.map((row) => row.paidHouseholds)).toEqual([0, 1, 2, 2]);
    for (const { kind, level, paidHouseholds } of kinds!) {
      expect(printed.find((row) => row.kind === kind && row.level === level)?.households).toBe(paidHouseholds);
      const paid = there(await readEntitlementList(db, person, { ...ask, view: { filter: 'paid', kind, level, page: 1 } }, NOW));
      expect(paid.sum.households).toBe(paidHouseholds);
    }
    for (const { kind, level, ...row } of kinds!) {
      const any = await linesOf({ kind, level });
      expect([any.sum.households, any.sum.due, any.sum.paid, any.sum.owed, any.sum.overpaid]).toEqual([
        row.households,
        row.due,
        row.paid,
        row.owed,
        row.overpaid,
      ]);
      for (const lines of ENTITLEMENT_FILTERS.filter((one) => one !== 'any')) {
        const { sum, rows } = await linesOf({ kind, level, lines });
        expect([sum[lines], rows.length, rows.reduce((total, one) => total + one[lines], 0)]).toEqual([row[lines], sum.lines, row[lines]]);
      }
    }
    expect((await linesOf({ lines: 'overpaid' })).sum.overpaid).toBe(overpaid);
    expect(overpaid).toBe(20_000);
    for (const { level, paid } of funds!) expect((await linesOf({ level, lines: 'paid' })).sum.paid).toBe(paid);
    expect((await linesOf({})).rows.map(({ number }) => number)).not.toContain('F1');
  });

  test('rates of households: numerator and denominator', async () => {
    const { own } = there(await readSubsidyOverview(db, person, ask, NOW));
    for (const key of ['paidRateHouseholds', 'continuityRate'] as const) {
      const { numerator, denominator } = indicator(key);
      const counted = async (list: never) =>
        (await withSql(db, (sql) => countListed(sql, { roots: [COUNTY] } as never, { ...ask, list }))).households;
      expect([await counted(LISTS_BEHIND[key]!.numerator as never), await counted(LISTS_BEHIND[key]!.denominator as never)]).toEqual([
        numerator(own),
        denominator(own),
      ]);
      expect(denominator(own)).toBeGreaterThan(0);
    }
  });

  test('reburning of a state: burning and surveyed', async () => {
    const { rows } = there(await readReburning(db, person, ask, NOW));
    for (const { continuity, reburning, surveyed } of rows) {
      const counted = async (list: string) =>
        (
          await withSql(db, (sql) =>
            countListed(sql, { roots: [COUNTY] } as never, { ...ask, list: `continuity.${continuity}`, also: list } as never),
          )
        ).households;
      expect([await counted('B'), await counted('IV')]).toEqual([reburning, surveyed]);
    }
    expect(rows.reduce((sum, { reburning }) => sum + reburning, 0)).toBe(2);
  });
});

describe('figures of the forecast', () => {
  test('who loses, of every scenario, season and group', async () => {
    const { forecasts } = there(await readSubsidyForecast(db, person, { ...ask, percent: 20 }, NOW));
    for (const name of LISTED_SCENARIOS) {
      const { scenario, seasons } = forecasts.find((one) => one.scenario.name === name)!;
      for (const { season, reducedHouseholds: losing } of seasons) {
        for (const of of REDUCED_GROUPS) {
          const found = there(await readReducedHouseholdList(db, person, { ...ask, view: { scenario, coming: season, of, page: 1 } }, NOW));
          expect([name, season, of, found.households, found.rows.length]).toEqual([
            name,
            season,
            of,
            of === 'all' ? losing.households : losing[of],
            found.households,
          ]);
          if (of === 'all')
            expect([found.loss, found.rows.reduce((sum, row) => sum + row.before - row.gives, 0)]).toEqual([losing.loss, losing.loss]);
        }
      }
    }
  });

  test('a policy that ends on 15 October still pays where the season begins on 1 October', async () => {
    const found = there(
      await readReducedHouseholdList(
        db,
        person,
        { ...ask, view: { scenario: { name: 'decided' }, coming: '2021-2022', of: 'all', page: 1 } },
        NOW,
      ),
    );
    // A4 is stepped down; those of the other village keep theirs for one more season.
    expect(found.rows.map(({ number, gives }) => [number, gives])).toEqual([
      ['A1', 0],
      ['A2', 0],
      ['A3', 0],
      ['A4', 30_000],
    ]);
    await inTransaction(db, (sql) => declareSeason(sql, '2021-2022', '2021-10-20', '2022-04-30', OTHER_VILLAGE));
    const declared = there(
      await readReducedHouseholdList(
        db,
        person,
        { ...ask, view: { scenario: { name: 'decided' }, coming: '2021-2022', of: 'all', page: 1 } },
        NOW,
      ),
    );
    expect(declared.rows.map(({ number }) => number)).toEqual(['A1', 'A2', 'A3', 'A4', 'B1', 'B2']);
  });
});

/**
 * docs/definitions.md#arrears. On 1 August past due and not paid in full: A2, B1 and B2 of RUN, A4 of STEP, A1 of DEV. B2 was struck off:
 * its money counts, its continuity does not.
 */
describe('拖欠 means one thing', () => {
  beforeAll(() =>
    inTransaction(db, async (sql) => {
      await sql.query(`UPDATE household SET status = 'cancelled' WHERE number = 'B2'`);
      await refreshFacts(sql, ['A3', 'B2'], '2021-08-01');
    }),
  );
  const view = arrearsViewOf(new URLSearchParams({ season: SEASON }));
  const tab = async (kind: 'operating' | 'equipment' | 'price' | null) => {
    const { households, rows, ages } = there(await readArrears(db, person, { division: COUNTY, view: { ...view, kind } }, NOW));
    expect(rows.reduce((sum, { owed }) => sum + owed, 0)).toBe(Object.values(ages).reduce((sum, { amount }) => sum + amount, 0));
    expect(new Set(rows.map(({ number }) => number)).size).toBe(households);
    return rows.map(({ number }) => number).sort();
  };

  test('on the overview, on its tab and in the list behind it', async () => {
    expect(await tab(null)).toEqual(['A1', 'A2', 'A4', 'B1', 'B2']);
    const { inArrears, own } = there(await readSubsidyOverview(db, person, ask, NOW));
    const listed = await withSql(db, (sql) => countListed(sql, { roots: [COUNTY] } as never, { ...ask, list: 'arrears' }));
    expect([inArrears, listed.households]).toEqual([5, 5]);
    expect(own.arrears).toBe(90_000 + 100_000 + 100_000 + 50_000 + 200_000);
  });

  test('of one kind; the continuity of households in H looks at the operating ones alone', async () => {
    expect([await tab('operating'), await tab('equipment'), await tab('price')]).toEqual([['A2', 'A4', 'B1', 'B2'], ['A1'], []]);
    const { own } = there(await readSubsidyOverview(db, person, ask, NOW));
    expect(own['continuity.arrears']).toBe(3);
  });

  test.each([
    'sort=dueOn',
    'sort=dueOn&dir=desc',
    'sort=owed',
    'sort=owed&dir=asc',
    'sort=place&dir=desc&kind=operating',
    `town=${OTHER_VILLAGE}`,
  ])('the file of the table %s has its rows and columns, and adds up what they owe', async (query) => {
    exportsInOwnFolder();
    const asked = arrearsViewOf(new URLSearchParams(`season=${SEASON}&cols=number,owed,age&${query}`));
    const { rows } = there(await readArrears(db, person, { division: COUNTY, view: asked }, NOW));
    const file = exportedTable(await exportArrears(db, person, words('zh-CN') as never, { division: COUNTY, view: asked }, NOW));
    expect(file.titles).toEqual(['序号', '户主', '户编号', '拖欠（元）', '账龄']);
    expect(file.rows.map((row) => [row.户编号, Math.round(Number(row['拖欠（元）']) * 100)])).toEqual(
      rows.map(({ number, owed }) => [number, owed]),
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test('by amount the largest first; a place elsewhere is refused', async () => {
    const owed = async (query: string) =>
      there(
        await readArrears(db, person, { division: COUNTY, view: arrearsViewOf(new URLSearchParams(`season=${SEASON}&${query}`)) }, NOW),
      ).rows.map((row) => row.owed);
    const all = await owed('sort=owed');
    expect(all).toEqual([...all].sort((a, b) => b - a));
    expect(await owed('sort=owed&dir=asc')).toEqual([...all].sort((a, b) => a - b));
    await expect(owed('town=140681')).rejects.toMatchObject({ problem: { code: 'table.unknown-value' } });
  });
});
