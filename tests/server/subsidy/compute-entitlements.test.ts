/** 核定应补: computed from the register's own records, repeatable, without ever changing what was paid. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { withoutViewOf } from '~/domain/tables/subsidy-tables';
import { words } from '~/i18n/words.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { computeEntitlements } from '~/server/workflows/subsidy/compute-entitlements.server';
import { exportNotEntitled } from '~/server/workflows/subsidy/export-lists.server';
import { readNotEntitled } from '~/server/workflows/subsidy/read-subsidy.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { freshDatabase } from '../../helpers/database';
import { exportedTable, exportsInOwnFolder } from '../../helpers/exported-table';
import { declareSeason, personWith, VILLAGE } from '../../helpers/register';

const NOW = new Date('2021-08-01T02:00:00Z');
const SEASON = '2020-2021';
let db: Database;
let county: Person;

const home = (number: string, more: Record<string, unknown> = {}) => ({
  户编号: number,
  村区划代码: VILLAGE,
  户主姓名: '张三',
  居住情况: '常住',
  使用状态: '正常',
  采暖面积: 80,
  改造路径: '煤改气',
  安装日期: '2019-09-01',
  接通日期: '2019-10-01',
  ...more,
});
const policy = (number: string, more: Record<string, unknown>) => ({
  政策编号: number,
  文号: '示例',
  区划代码: '140602',
  采暖季: SEASON,
  种类: '运行',
  单位: '元/m³',
  分担: '省:0.5;县:0.5',
  应付截止日期: '2021-06-30',
  ...more,
});
const usage = (household: string, quantity: number) => ({ 户编号: household, 采暖季: SEASON, 能源: '气', 用量: quantity, 来源: '抄表' });

beforeAll(async () => {
  exportsInOwnFolder();
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  county = await personWith(db, 'county', ['140602']);
  await importRows(
    db,
    OPERATOR,
    {
      户台账: [
        home('A'),
        home('B', { 困难类型: '低保户' }),
        home('C', { 改造路径: '未改造', 安装日期: null, 接通日期: null }),
        home('D', { 使用状态: '销户' }),
        home('E'),
      ],
      用能计量: [usage('A', 2250), usage('B', 1000), usage('D', 500)],
      补贴政策: [
        policy('G', { 适用路径: '煤改气', 分档: '0-1500:1.36;1500-2250:1.10' }),
        policy('L', { 适用对象: '低保户', 单位: '元/户', 单价: 100 }),
      ],
    },
    { now: NOW },
  );
});

const compute = (dryRun = false, person = county) =>
  computeEntitlements(db, person, { division: '140602', season: SEASON }, { dryRun, now: NOW });
const rows = () =>
  withSql(db, (sql) => sql.query('SELECT household_number AS h, policy_number AS p, due, paid, source FROM entitlement ORDER BY 1, 2'));

describe('entitlements of a division and season', () => {
  test('a trial says what would be and leaves nothing; the computation does it; a second changes nothing', async () => {
    const trial = await compute(true);
    expect(trial.policies).toEqual([
      {
        policy: 'G',
        kind: 'operating',
        households: 2,
        due: 422_500,
        added: 2,
        changed: 0,
        removed: 0,
        unchanged: 0,
        difference: 422_500,
        overpaid: 0,
      },
      {
        policy: 'L',
        kind: 'operating',
        households: 1,
        due: 10_000,
        added: 1,
        changed: 0,
        removed: 0,
        unchanged: 0,
        difference: 10_000,
        overpaid: 0,
      },
    ]);
    expect(trial.without).toEqual([
      { reason: 'no-quantity', policy: 'G', households: 1 },
      { reason: 'out-of-scope', policy: 'G', households: 1 },
    ]);
    for (const { reason, policy, households } of trial.without) {
      const list = (await readNotEntitled(db, county, { division: '140602', season: SEASON, policy, reason, page: 1 }, NOW)) as {
        rows: { number: string }[];
        more: boolean;
      };
      expect([reason, list.rows.length, list.rows.map(({ number }) => number).join(), list.more]).toEqual([
        reason,
        households,
        reason === 'no-quantity' ? 'E' : 'D',
        false,
      ]);
      const view = withoutViewOf(new URLSearchParams({ season: SEASON, policy, reason, cols: 'number' }));
      const file = exportedTable(await exportNotEntitled(db, county, words('zh-CN') as never, { division: '140602', view }, NOW));
      expect([file.titles, file.rows.map((row) => row.户编号)]).toEqual([
        ['序号', '户主', '户编号'],
        list.rows.map(({ number }) => number),
      ]);
    }
    await expect(
      readNotEntitled(
        db,
        await personWith(db, 'county', ['140681']),
        { division: '140602', season: SEASON, policy: 'G', reason: 'no-quantity', page: 1 },
        NOW,
      ),
    ).rejects.toMatchObject({ problem: { code: 'division.unknown' } });
    expect(trial.levels).toEqual({ central: 0, province: 216_250, city: 0, county: 216_250 });
    expect(await rows()).toEqual([]);

    expect({ ...(await compute()), dryRun: true }).toEqual(trial);
    expect(await rows()).toEqual([
      { h: 'A', p: 'G', due: 286_500, paid: 0, source: 'computed' },
      { h: 'B', p: 'G', due: 136_000, paid: 0, source: 'computed' },
      { h: 'B', p: 'L', due: 10_000, paid: 0, source: 'computed' },
    ]);
    const facts = await readFacts(db, { roots: ['14'] }, { division: '140602', season: SEASON }, NOW);
    expect(facts.rows[0]!.amountsFen).toEqual({ due: 432_500, paid: 0, arrears: 432_500 });
    expect(facts.rows[0]!.continuity).toMatchObject({ arrears: 2, never: 1, not_applicable: 1 });
    const again = await compute();
    expect(again.policies.map(({ added, changed, removed, unchanged }) => [added, changed, removed, unchanged])).toEqual([
      [0, 0, 0, 2],
      [0, 0, 0, 1],
    ]);
  });

  test('other records are shown as differences; what was paid stays and is overpaid', async () => {
    const pay = (household: string, yuan: number) => ({
      批次号: 'B1',
      户编号: household,
      政策编号: 'G',
      资金层级: '县',
      金额: yuan * 100,
      发放日期: '2021-05-01',
      结果: '成功',
    });
    await importRows(
      db,
      OPERATOR,
      { 发放: [pay('A', 2000), pay('B', 1360)], 用能计量: [usage('A', 1000)], 户台账: [home('B', { 使用状态: '拆迁' })] },
      { now: NOW },
    );
    const found = await compute();
    expect(found.policies).toEqual([
      {
        policy: 'G',
        kind: 'operating',
        households: 1,
        due: 136_000,
        added: 0,
        changed: 1,
        removed: 1,
        unchanged: 0,
        difference: -286_500,
        overpaid: 64_000 + 136_000,
      },
      {
        policy: 'L',
        kind: 'operating',
        households: 0,
        due: 0,
        added: 0,
        changed: 0,
        removed: 1,
        unchanged: 0,
        difference: -10_000,
        overpaid: 0,
      },
    ]);
    expect(await rows()).toEqual([
      { h: 'A', p: 'G', due: 136_000, paid: 200_000, source: 'computed' },
      { h: 'B', p: 'G', due: 0, paid: 136_000, source: 'withdrawn' },
    ]);
    const facts = await readFacts(db, { roots: ['14'] }, { division: '140602', season: SEASON }, NOW);
    expect(facts.rows[0]!.amountsFen).toEqual({ due: 136_000, paid: 336_000, arrears: 0 });
    expect(facts.rows[0]!.indicators.paidRateHouseholds).toMatchObject({ numerator: 1, denominator: 1 });
  });

  test('a given quantity stands before the meter and is valued by the policy as it is now', async () => {
    await importRows(db, OPERATOR, { 应补: [{ 户编号: 'E', 政策编号: 'G', 计量数量: 700 }] }, { now: NOW });
    await importRows(db, OPERATOR, { 补贴政策: [policy('G', { 适用路径: '煤改气', 单价: 1 })] }, { now: NOW });
    await compute();
    expect((await rows()).filter((row) => (row as { h: string }).h === 'E')).toEqual([
      { h: 'E', p: 'G', due: 70_000, paid: 0, source: 'given' },
    ]);
  });

  test('only who keeps the division computes, and not in a closed season', async () => {
    const foreign = await personWith(db, 'county', ['140681']);
    await expect(compute(true, foreign)).rejects.toMatchObject({ problem: { code: 'division.unknown' } });
    await expect(compute(true, await personWith(db, 'auditor', ['1406']))).rejects.toMatchObject({
      problem: { code: 'access.not-allowed' },
    });
  });

  test('facts, history and records agree', async () => {
    expect((await rebuildRollUps(db, '2021-08-01', { write: false })).differences).toEqual([]);
    const verified = await verifyRegister(db, NOW);
    expect({ history: verified.history.faults, records: verified.records.faults }).toEqual({ history: [], records: [] });
    await db.pool.query(`UPDATE payment SET amount = amount + 1 WHERE household_number = 'A'`);
    const spoilt = (await verifyRegister(db, NOW)).records.faults;
    expect(spoilt.map(({ entity, column }) => `${entity} ${column}`).sort()).toEqual(['entitlement paid', 'payment *', 'payment amount']);
  });
});
