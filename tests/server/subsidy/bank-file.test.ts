/** 银行文件与回盘 (docs/definitions.md#bank-file) over a released batch, in the two templates marked 示例. */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { batchByNumber } from '~/database/subsidy/batches.server';
import { openToReconcile } from '~/database/subsidy/reconcile.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { maskBank } from '~/domain/household/mask';
import { tableOfCsv } from '~/domain/text/csv';
import { tableOfFile } from '~/imports/table-of-file.server';
import { tableWorkbook } from '~/imports/write-workbook.server';
import { seal } from '~/server/personal/seal.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { makeBankFile, takeBankResult } from '~/server/workflows/subsidy/bank-file.server';
import { checkBatch, draftBatch, noticeBatch, releaseBatch } from '~/server/workflows/subsidy/pay-subsidies.server';
import { askToReconcile, reconcileBatch } from '~/server/workflows/subsidy/reconcile-batch.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, personWith } from '../../helpers/register';

const SEASON = '2020-2021';
const COUNTY = '140602';
const NOW = new Date('2021-05-01T02:00:00Z');
const AFTER = new Date('2021-05-12T02:00:00Z');
const ACCOUNTS = { A1: '6217000000000000011', A2: '6217000000000000029', A3: '6217000000000000037' };
let db: Database;
let first: Person;
let second: Person;

/** Three households with 300 元 each, 200 from the county and 100 from the city by two policies. */
beforeAll(async () => {
  db = await freshDatabase();
  first = await personWith(db, 'county', [COUNTY]);
  second = await personWith(db, 'county', [COUNTY]);
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  await addHouseholds(
    db,
    Object.entries(ACCOUNTS).map(([number, account]) => ({ number, head: `户主${number}`, account: maskBank(account) })),
    NOW,
    '2021-05-01',
  );
  await inTransaction(db, async (sql) => {
    for (const [number, account] of Object.entries(ACCOUNTS))
      await sql.query('UPDATE household SET bank_account_encrypted = $2 WHERE number = $1', [number, seal(account)]);
  });
  const policy = (number: string, kind: string, level: string, rate: string) => ({
    政策编号: number,
    文号: '示例〔2020〕1号',
    区划代码: COUNTY,
    采暖季: SEASON,
    种类: kind,
    单位: '元/户',
    单价: rate,
    分担: `${level}:1`,
    应付截止日期: '2021-06-30',
  });
  await importRows(
    db,
    OPERATOR,
    {
      补贴政策: [policy('P', '运行', '县', '200'), policy('Q', '设备', '市', '100')],
      应补: Object.keys(ACCOUNTS).flatMap((one) => ['P', 'Q'].map((number) => ({ 户编号: one, 政策编号: number, 计量数量: 1 }))),
    },
    { now: NOW },
  );
  const choices = [
    { policy: 'P', level: 'county' },
    { policy: 'Q', level: 'city' },
  ] as const;
  await draftBatch(db, first, { division: COUNTY, season: SEASON, number: 'B', method: 'one_card', choices }, NOW);
  await checkBatch(db, second, await step(), NOW);
  await noticeBatch(db, second, { ...(await step()), noticeFrom: '2021-05-01', noticeTo: '2021-05-08' }, NOW);
  await releaseBatch(db, second, await step(), new Date('2021-05-09T02:00:00Z'));
});

const step = async () => {
  const batch = await withSql(db, (sql) => batchByNumber(sql, { roots: [COUNTY] }, COUNTY, 'B'));
  return { division: COUNTY, number: 'B', revision: batch!.revision };
};
const open = () => withSql(db, (sql) => openToReconcile(sql, { division: COUNTY, number: 'B' }));
const unmaskings = () =>
  withSql(db, (sql) =>
    sql.query<{ household: string; actor: string }>(
      `SELECT entity_key AS household, actor FROM history WHERE action = 'personal-data.unmask'
       AND payload LIKE '%bank-account%' ORDER BY 1`,
    ),
  );

test('the CSV in GBK has a row per household over both policies, and the history says who took the accounts out', async () => {
  const { fileName, content } = await makeBankFile(db, first, { ...(await step()), template: 'sample-csv-gbk' }, AFTER);
  expect(fileName).toBe('B.csv');
  expect(tableOfCsv(new TextDecoder('gbk', { fatal: true }).decode(content))).toEqual([
    ['账号', '户名', '金额', '附言'],
    ...Object.entries(ACCOUNTS).map(([number, account]) => [account, `户主${number}`, '300.00', number]),
  ]);
  expect(await unmaskings()).toEqual(Object.keys(ACCOUNTS).map((household) => ({ household, actor: first.username })));
});

test('the workbook has the columns of its template, accounts as texts, and 合计', async () => {
  const { fileName, content } = await makeBankFile(db, first, { ...(await step()), template: 'sample-xlsx' }, AFTER);
  expect(fileName).toBe('B.xlsx');
  expect(await tableOfFile(content)).toEqual([
    ['序号', '收款人姓名', '收款人账号', '补贴金额（元）', '备注'],
    ['1', '户主A1', ACCOUNTS.A1, '300.00', 'B'],
    ['2', '户主A2', ACCOUNTS.A2, '300.00', 'B'],
    ['3', '户主A3', ACCOUNTS.A3, '300.00', 'B'],
    // A blank cell at the end of a row is none.
    ['合计', '', '', '900.00'],
  ]);
});

test('nobody without the right takes it out, and nobody before the release', async () => {
  const city = await personWith(db, 'city', ['1406']);
  await expect(makeBankFile(db, city, { ...(await step()), template: 'sample-xlsx' }, AFTER)).rejects.toMatchObject({
    problem: { code: 'access.not-allowed' },
  });
});

test('a file with a row that cannot be read is not taken; one that agrees waits for two persons, and the rest is listed', async () => {
  const take = (table: string[][]) => takeBankResult(db, first, { division: COUNTY, number: 'B', template: 'sample-xlsx', table }, AFTER);
  const titles = ['收款人账号', '补贴金额（元）', '发放结果', '备注', '发放日期'];
  expect((await take([titles, [ACCOUNTS.A1, '300.00', '在途', '', '']])).faults).toMatchObject([{ row: 2, kind: 'outcome-unknown' }]);
  expect((await open()).answered.payments).toBe(0);

  const content = await tableWorkbook([
    titles,
    [ACCOUNTS.A1, '300.00', '已发放', '', '2021/5/10'],
    [ACCOUNTS.A2, '300.00', '退回', '账户已销户', '2021/5/10'],
    [ACCOUNTS.A3, '200.00', '已发放', '', '2021/5/10'],
  ]);
  const result = await take(await tableOfFile(content));
  expect(result).toMatchObject({
    faults: [],
    arrived: { households: 1, amount: 30_000 },
    failed: { households: 1, amount: 30_000 },
    differences: [{ kind: 'amount', household: 'A3', expected: 30_000, answer: { amount: 20_000, account: '***************0037' } }],
  });
  const waiting = await open();
  expect(waiting).toMatchObject({ answered: { payments: 2, amount: 30_000 }, rest: { payments: 2, amount: 30_000 } });
  const asked = { paidOn: '2021-05-11', restPayments: 2, restAmount: 30_000 } as const;
  await askToReconcile(db, first, { ...(await step()), ...asked }, AFTER);
  await reconcileBatch(db, second, await step(), AFTER);
  const rows = await withSql(db, (sql) =>
    sql.query<{ household: string; paid: number }>(
      'SELECT household_number AS household, sum(paid)::bigint AS paid FROM entitlement GROUP BY 1 ORDER BY 1',
    ),
  );
  expect(rows).toEqual([
    { household: 'A1', paid: 30_000 },
    { household: 'A2', paid: 0 },
    { household: 'A3', paid: 30_000 },
  ]);
  expect((await verifyRegister(db, AFTER)).records.faults).toEqual([]);
});
