/** 补贴政策、应补、发放、资金: the sheets become the ledger; what is refused and why; neither order nor repetition matters. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { type ImportResult, importRows, RowsRefused } from '~/server/workflows/imports/import-workbook.server';
import { recordFund } from '~/server/workflows/subsidy/record-fund.server';
import { freshDatabase } from '../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, personWith, VILLAGE } from '../helpers/register';

const NOW = new Date('2021-08-01T02:00:00Z');
const SEASON = '2020-2021';
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  await addHouseholds(
    db,
    [
      ...['H1', 'H2', 'H3', 'H4'].map((number) => ({
        number,
        conversion: { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' },
      })),
      { number: 'F1', village: FAR_VILLAGE, conversion: { mode: 'gas' } },
      { number: 'X1', status: 'cancelled', conversion: { mode: 'gas' } },
    ],
    NOW,
    '2021-08-01',
  );
});

const policy = (more: Record<string, unknown> = {}) => ({
  政策编号: 'P1',
  文号: '示例〔2020〕1号',
  区划代码: '140602',
  采暖季: SEASON,
  种类: '运行',
  适用路径: '煤改气',
  单位: '元/m³',
  分档: '0-1500:1.36;1500-2250:1.10',
  分担: '省:0.25;市:0.25;县:0.5',
  应付截止日期: '2021-06-30',
  ...more,
});
const pay = (batch: string, household: string, level: string, yuan: number, more: Record<string, unknown> = {}) => ({
  批次号: batch,
  户编号: household,
  政策编号: 'P1',
  资金层级: level,
  金额: Math.round(yuan * 100),
  发放方式: '一卡通',
  发放日期: '2021-05-10',
  结果: '成功',
  ...more,
});
const take = (rows: Parameters<typeof importRows>[2], options = {}) => importRows(db, OPERATOR, rows, { now: NOW, ...options });
async function refusals(rows: Parameters<typeof importRows>[2]): Promise<string[]> {
  const result = await take(rows).then(
    (done) => done,
    (error: unknown) => {
      if (error instanceof RowsRefused) return error.result;
      throw error;
    },
  );
  return (result as ImportResult).problems
    .filter(({ level }) => level === 'refused')
    .map(({ sheet, row, column, code }) => `${sheet} ${row} ${column} ${code}`);
}
const amounts = async () =>
  withSql(db, (sql) =>
    sql.query('SELECT household_number, quantity, due, due_province, due_city, due_county, paid FROM entitlement ORDER BY 1'),
  );

describe('sheets of the subsidy ledger', () => {
  test('what a policy gives is due; what arrives is paid; the rest is owed', async () => {
    const rows = {
      补贴政策: [policy()],
      应补: [
        { 户编号: 'H1', 政策编号: 'P1', 计量数量: 2250, 应补金额: 286_500 },
        { 户编号: 'H2', 政策编号: 'P1', 计量数量: 1000.5 },
        { 户编号: 'X1', 政策编号: 'P1', 计量数量: 100 },
      ],
      发放: [
        pay('B1', 'H1', '省', 716.25),
        pay('B1', 'H1', '市', 716.25),
        pay('B1', 'H1', '县', 1432.5),
        pay('B1', 'H2', '县', 680.34, { 结果: '失败', 失败原因: '账号有误' }),
      ],
      资金: [
        { 区划代码: '140602', 采暖季: SEASON, 资金层级: '省', 文号: '示例', 应到金额: 100_000, 到位金额: 80_000, 到位日期: '2021-01-01' },
      ],
    };
    const first = await take(rows);
    expect(first.sheets.map(({ sheet, added, refused, notes }) => [sheet, added, refused, notes])).toEqual([
      ['补贴政策', 1, 0, 0],
      ['应补', 3, 0, 0],
      ['发放', 4, 0, 0],
      ['资金', 1, 0, 0],
    ]);
    expect(await amounts()).toEqual([
      {
        household_number: 'H1',
        quantity: 2_250_000,
        due: 286_500,
        due_province: 71_625,
        due_city: 71_625,
        due_county: 143_250,
        paid: 286_500,
      },
      { household_number: 'H2', quantity: 1_000_500, due: 136_068, due_province: 34_017, due_city: 34_017, due_county: 68_034, paid: 0 },
      { household_number: 'X1', quantity: 100_000, due: 13_600, due_province: 3_400, due_city: 3_400, due_county: 6_800, paid: 0 },
    ]);
    const facts = await readFacts(db, { roots: ['14'] } as never, { division: '140602', season: SEASON }, NOW);
    // Money is money: amounts and households with an entitlement count X1 too, which was struck off (docs/definitions.md#amounts-of-all).
    expect(facts.rows[0]!.amountsFen).toEqual({ due: 436_168, paid: 286_500, arrears: 149_668 });
    expect(facts.rows[0]!.indicators.paidRateHouseholds).toMatchObject({ numerator: 1, denominator: 3 });
    const before = await readFacts(db, { roots: ['14'] } as never, { division: '140602', season: SEASON, asOf: '2021-05-09' }, NOW);
    expect(before.rows[0]!.amountsFen).toEqual({ due: 436_168, paid: 0, arrears: 0 });

    const again = await take(rows);
    expect(again.sheets.map(({ unchanged, added, updated }) => [unchanged, added, updated])).toEqual([
      [1, 0, 0],
      [3, 0, 0],
      [4, 0, 0],
      [1, 0, 0],
    ]);
    expect(again.historyEntries).toBe(0);
  });

  test('a failed payment is corrected and sent again, linked to the one that failed', async () => {
    await take({ 发放: [pay('B2', 'H2', '县', 680.34, { 发放日期: '2021-07-01' })] });
    expect(
      await withSql(db, (sql) => sql.query(`SELECT batch_number, result, resend_of FROM payment WHERE household_number = 'H2' ORDER BY 1`)),
    ).toEqual([
      { batch_number: 'B1', result: 'failed', resend_of: null },
      { batch_number: 'B2', result: 'ok', resend_of: 'B1' },
    ]);
  });

  test('refuses what cannot be right, with row and column', async () => {
    expect(
      await refusals({
        补贴政策: [
          policy({ 分担: '省:0.3;县:0.5' }),
          policy({ 政策编号: 'P2', 分档: '0-10:1;20-30:2' }),
          policy({ 政策编号: 'P3', 采暖季: '2030-2031' }),
          policy({ 政策编号: 'P4', 替代政策编号: '没有' }),
        ],
      }),
    ).toEqual([
      '补贴政策 2 shares policy.shares-sum',
      '补贴政策 3 tiers policy.tiers-gap',
      '补贴政策 4 season season_unknown',
      '补贴政策 5 supersedes unknown_superseded',
    ]);
    expect(
      await refusals({
        应补: [
          { 户编号: 'H9', 政策编号: 'P1', 计量数量: 1 },
          { 户编号: 'H3', 政策编号: 'P9', 计量数量: 1 },
          { 户编号: 'H3', 政策编号: 'P1', 计量数量: 1000, 应补金额: 136_001 },
          { 户编号: 'F1', 政策编号: 'P1', 计量数量: 1 },
        ],
      }),
    ).toEqual([
      '应补 2 household unknown_household',
      '应补 3 policy unknown_policy',
      '应补 4 amount amount_differs',
      '应补 5 policy policy_elsewhere',
    ]);
    expect(
      await refusals({
        发放: [
          pay('B9', 'H1', '县', 0.01),
          pay('B9', 'H3', '县', 1),
          pay('B9', 'H2', '省', 340.17),
          pay('B8', 'H2', '省', 340.17),
          pay('B9', 'H2', '市', 1, { 发放日期: '2021-09-01' }),
        ],
      }),
    ).toEqual(['发放 2 amount overpaid', '发放 3 policy no_entitlement', '发放 4 batch paid_twice', '发放 6 paidOn paid_in_future']);
    const county = await personWith(db, 'county', ['140681']);
    const foreign = await importRows(
      db,
      county,
      {
        应补: [{ 户编号: 'H3', 政策编号: 'P1', 计量数量: 1 }],
        资金: [{ 区划代码: '140602', 采暖季: SEASON, 资金层级: '省', 文号: 'x', 应到金额: 1, 到位金额: 1 }],
      },
      { now: NOW },
    ).catch((error: RowsRefused) => error.result);
    expect(foreign.problems.filter(({ level }) => level === 'refused').map(({ sheet, code }) => `${sheet} ${code}`)).toEqual([
      '应补 unknown_household',
      '资金 out_of_scope',
    ]);
  });

  test('a blank cell leaves the terms of a policy and what is known of money as they are, 清空 takes them away', async () => {
    const terms = () =>
      withSql(db, (sql) =>
        sql.query(`SELECT rate, tiers IS NULL AS no_tiers, cap, shares, modes, valid_to FROM subsidy_policy WHERE number = 'P7'`),
      );
    const whole = policy({ 政策编号: 'P7', 封顶金额: 240_000, 失效日期: '2021-06-30' });
    await take({ 补贴政策: [whole] });
    const before = await terms();
    const blank = policy({ 政策编号: 'P7', 封顶金额: null, 失效日期: null, 分担: null, 分档: null, 适用路径: null });
    expect((await take({ 补贴政策: [blank] })).sheets[0]).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await terms()).toEqual(before);
    // A rate takes the place of tiers.
    await take({ 补贴政策: [{ ...blank, 单价: '0.5', 封顶金额: '清空', 适用路径: '清空' }] });
    expect(await terms()).toEqual([{ ...before[0]!, rate: 5_000, no_tiers: true, cap: null, modes: [] }]);
    // Without its only price a policy pays nothing that could be computed.
    expect(await refusals({ 补贴政策: [{ ...blank, 单价: '清空' }] })).toEqual(['补贴政策 2 rate policy.rate-missing']);

    const fund = { 区划代码: '140602', 采暖季: SEASON, 资金层级: '县', 文号: '示例〔2020〕7号', 应到金额: 100, 到位金额: 100 };
    await take({ 资金: [{ ...fund, 到位日期: '2021-01-01' }] });
    const again = await take({ 资金: [{ ...fund, 到位日期: null }] });
    expect([again.sheets[0]!.unchanged, again.problems]).toEqual([1, []]);
    const cleared = await take({ 资金: [{ ...fund, 到位日期: '清空' }] });
    expect([cleared.sheets[0]!.updated, cleared.problems.map(({ code }) => code)]).toEqual([1, ['received_without_day']]);
  });

  test('a document is one, with whatever brackets it is written', async () => {
    const fund = { 区划代码: '140602', 采暖季: SEASON, 资金层级: '市', 文号: '朔财建〔2020〕15号', 应到金额: 500, 到位金额: 0 };
    await take({ 资金: [fund] });
    const documents = () => withSql(db, (sql) => sql.query(`SELECT document, received FROM fund WHERE level = 'city'`));
    for (const document of ['朔财建[2020]15号', '朔财建（2020）１５号', '朔财建﹝2020﹞15号', '朔财建【2020】 15号 ']) {
      expect([document, (await take({ 资金: [{ ...fund, 文号: document }] })).sheets[0]!.unchanged]).toEqual([document, 1]);
    }
    await take({ 资金: [{ ...fund, 文号: '朔财建[2020]15号', 到位金额: 300, 到位日期: '2021-02-01' }] });
    expect(await documents()).toEqual([{ document: '朔财建〔2020〕15号', received: 300 }]);
    // Two rows of one file are one document too.
    expect(
      await refusals({
        资金: [
          { ...fund, 文号: '朔财建〔2020〕16号' },
          { ...fund, 文号: '朔财建(2020)16号' },
        ],
      }),
    ).toEqual(['资金 3 document repeated_in_file']);
    // And so is what is entered in the browser.
    const bureau = await personWith(db, 'county', ['140602']);
    const entered = { level: 'city', document: '朔财建（2020）15号', allotted: 500, received: 500, receivedOn: '2021-03-01' } as const;
    await recordFund(db, bureau, { division: '140602', season: SEASON }, entered, NOW);
    expect(await documents()).toEqual([{ document: '朔财建〔2020〕15号', received: 500 }]);
  });

  test('a number is one with any dash, and finds a record that was stored with another', async () => {
    await take({ 补贴政策: [policy({ 政策编号: "'SC–2021—08", 文号: '示例〔2020〕8号' })] });
    const again = await take({ 补贴政策: [policy({ 政策编号: 'SC－2021-08', 文号: '示例〔2020〕8号' })] });
    expect(again.sheets[0]).toMatchObject({ unchanged: 1, added: 0 });
    expect(await withSql(db, (sql) => sql.query(`SELECT number FROM subsidy_policy WHERE number LIKE 'SC%'`))).toEqual([
      { number: 'SC-2021-08' },
    ]);
    // Before keys had one form, they were stored as they were typed.
    await addHouseholds(db, [{ number: 'H—77', conversion: { mode: 'gas' } }], NOW, '2021-08-01');
    await take({ 应补: [{ 户编号: 'H-77', 政策编号: 'SC-2021-08', 计量数量: 10 }] });
    expect(await withSql(db, (sql) => sql.query(`SELECT household_number FROM entitlement WHERE policy_number = 'SC-2021-08'`))).toEqual([
      { household_number: 'H—77' },
    ]);
  });

  test('the order of rows and of sheets does not matter', async () => {
    const sheets = {
      应补: [
        { 户编号: 'H3', 政策编号: 'P5', 计量数量: 700 },
        { 户编号: 'H4', 政策编号: 'P5', 计量数量: 900 },
      ],
      发放: [
        pay('B5', 'H3', '县', 100, { 政策编号: 'P5' }),
        pay('B6', 'H3', '县', 200, { 政策编号: 'P5' }),
        pay('B5', 'H4', '县', 50, { 政策编号: 'P5', 结果: '失败', 失败原因: '销户' }),
        pay('B6', 'H4', '县', 50, { 政策编号: 'P5' }),
      ],
      补贴政策: [policy({ 政策编号: 'P5' })],
    };
    const reversed = { 发放: [...sheets.发放].reverse(), 应补: [...sheets.应补].reverse(), 补贴政策: sheets.补贴政策 };
    const dump = async () =>
      withSql(db, async (sql) => [
        await sql.query(`SELECT household_number, due, paid FROM entitlement WHERE policy_number = 'P5' ORDER BY 1`),
        await sql.query(
          `SELECT batch_number, household_number, amount, result, resend_of FROM payment WHERE policy_number = 'P5' ORDER BY 1, 2`,
        ),
        await sql.query(`SELECT household_number, due, paid, arrears FROM household_facts ORDER BY 1`),
      ]);
    await take(sheets);
    const forward = await dump();
    await inTransaction(db, async (sql) => {
      await sql.query(`DELETE FROM payment WHERE policy_number = 'P5'`);
      await sql.query(`DELETE FROM entitlement WHERE policy_number = 'P5'`);
      await sql.query(`DELETE FROM subsidy_policy WHERE number = 'P5'`);
    });
    await take(reversed);
    expect(await dump()).toEqual(forward);
    expect(forward[1]).toHaveLength(4);
    expect(VILLAGE).toBeTruthy();
  });

  test('takes money of the past that is said to have arrived by card where there is no account, and asks about it', async () => {
    const season = '2019-2020';
    const old = policy({ 政策编号: 'P0', 采暖季: season, 应付截止日期: '2020-06-30' });
    await inTransaction(db, (sql) => declareSeason(sql, season, '2019-11-01', '2020-03-31'));
    const conversion = { mode: 'gas', installedOn: '2018-09-01' };
    await addHouseholds(
      db,
      [
        { number: 'A0', account: null, conversion },
        { number: 'A1', conversion },
      ],
      NOW,
      '2021-08-01',
    );
    const row = (number: string, more: object = {}) => pay('旧1', number, '省', 10, { 政策编号: 'P0', 发放日期: '2020-05-10', ...more });
    const result = await take({
      补贴政策: [old],
      应补: ['A0', 'A1'].map((number) => ({ 户编号: number, 政策编号: 'P0', 计量数量: 1000 })),
      发放: [
        row('A0'),
        row('A1'),
        row('A0', { 资金层级: '市', 发放方式: '现金' }),
        row('A0', { 资金层级: '县', 结果: '失败', 失败原因: '账户已销户' }),
      ],
    });
    expect(result.outcome).toBe('imported');
    const asked = result.problems.filter(({ sheet }) => sheet === '发放');
    expect(asked).toMatchObject([{ row: 2, column: 'result', code: 'paid_without_account', level: 'note' }]);
    const stored = await withSql(db, (sql) =>
      sql.query<{ result: string }>('SELECT result FROM payment WHERE batch_number = $1 ORDER BY level', ['旧1']),
    );
    expect(stored.map(({ result: one }) => one)).toEqual(['ok', 'failed', 'ok', 'ok']);
  });
});
