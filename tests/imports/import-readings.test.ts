/** 抄表: a supplier's list by meter numbers becomes the usage of households; then what the meters show. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { words } from '~/i18n/words.server';
import { lineOfProblem } from '~/imports/sentences';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { type ImportResult, importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { freshDatabase } from '../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, personWith, VILLAGE } from '../helpers/register';
import { type Book, type Row, saved, usage } from './county-file';

const NOW = new Date('2021-08-01T02:00:00Z');
const SEASON = '2020-2021';
let db: Database;
let bureau: Person;

beforeAll(async () => {
  db = await freshDatabase();
  bureau = await personWith(db, 'county', ['140602'], 'bureau');
  await inTransaction(db, async (sql) => {
    await declareSeason(sql, SEASON, '2020-11-01', '2021-03-31');
    await declareSeason(sql, '2021-2022', '2021-11-01', '2022-03-31');
  });
  const gas = { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' };
  await addHouseholds(
    db,
    [
      ...['H1', 'H2', 'H3', 'H4', 'H5', 'G1'].map((number) => ({ number, conversion: gas })),
      { number: 'OLD', status: 'cancelled', conversion: gas },
      { number: 'F1', village: FAR_VILLAGE, conversion: gas },
      { number: 'F2', village: FAR_VILLAGE, conversion: gas },
    ],
    NOW,
    '2021-08-01',
  );
  await inTransaction(db, async (sql) => {
    for (const [household, meter] of Object.entries({
      H1: '00012345',
      H2: 'A-77',
      H3: '333',
      H4: '555',
      H5: '555',
      OLD: '333',
      F1: '999',
      F2: '00012345X',
      G1: '888',
    }))
      await sql.query('UPDATE conversion SET gas_meter = $2 WHERE household_number = $1', [household, meter]);
    await sql.query(`UPDATE conversion SET gas_meter = '888' WHERE household_number = 'F2'`);
  });
});

const line = (meter: string | number, change: Row = {}): Row => ({
  表号: meter,
  采暖季: SEASON,
  能源: '气',
  起始表底: 100,
  结束表底: 1100,
  来源: '燃气公司',
  ...change,
});
const take = (book: Book, options = {}, person: Person = OPERATOR) => importWorkbook(db, person, saved(book), { now: NOW, ...options });
const codes = (result: ImportResult) => result.problems.map(({ row, column, code }) => `${row} ${column} ${code}`);
const counts = ({ sheets }: ImportResult) =>
  sheets.map(({ sheet, added, updated, unchanged, refused, notes }) => [sheet, added, updated, unchanged, refused, notes]);
const stored = () =>
  withSql(db, (sql) =>
    sql.query<{ h: string; season: string }>(
      'SELECT household_number AS h, season, start_reading AS s, end_reading AS e, usage AS u, meter AS m FROM meter_usage ORDER BY 1, 2',
    ),
  );

describe('a reading list', () => {
  const LIST = [
    // Numbers without the zeros that another program dropped, with a blank and with full-width forms; then the former number of
    // a household that was given up.
    line('12345'),
    line(' Ａ－７７ ', { 用量: 1000 }),
    line('333', { 结束表底: 100 }),
    // A meter of nobody; of two households; of one here and one elsewhere; of one elsewhere only; twice; without a usage;
    // backwards without a usage.
    line('X1', { 用户名称: '张三' }),
    line('555'),
    line('888'),
    line('999'),
    line('0012345'),
    line('777', { 结束表底: null }),
    line('778', { 结束表底: 50 }),
  ];

  test('finds the households, and says of every other line why it does not', async () => {
    const refused = await take({ 抄表: LIST }, {}, bureau);
    expect(refused.outcome).toBe('refused');
    expect(codes(refused)).toEqual([
      '5 meter meter_unknown',
      '6 meter meter_shared',
      '7 meter meter_shared_more',
      '8 meter meter_unknown',
      '9 meter repeated_in_file',
      '10 usage usage_missing',
      '11 usage usage_missing',
    ]);
    for (const language of ['zh-CN', 'en'] as const)
      for (const problem of refused.problems) expect(lineOfProblem(words(language), problem)).not.toMatch(/\{\{|undefined|F1|F2/);
    expect(lineOfProblem(words('zh-CN'), refused.problems[1]!)).toContain('几户名下（H4、H5）');
    expect(await stored()).toEqual([]);
    const taken = await take({ 抄表: LIST }, { acceptValid: true }, bureau);
    expect(counts(taken)).toEqual([['抄表', 3, 0, 0, 7, 0]]);
    expect(await stored()).toEqual([
      { h: 'H1', season: SEASON, s: 100, e: 1100, u: 1000, m: '12345' },
      { h: 'H2', season: SEASON, s: 100, e: 1100, u: 1000, m: 'A-77' },
      { h: 'H3', season: SEASON, s: 100, e: 100, u: 0, m: '333' },
    ]);
  });

  test('again it changes nothing; with other figures it is an update', async () => {
    expect(counts(await take({ 抄表: LIST.slice(0, 3) }))).toEqual([['抄表', 0, 0, 3, 0, 0]]);
    expect(counts(await take({ 抄表: [line('12345', { 结束表底: 1200 })] }))).toEqual([['抄表', 0, 1, 0, 0, 0]]);
  });

  test('nothing used by a resident is suspected reburning, at once', async () => {
    const { rows } = await readFacts(db, { roots: ['1406'] }, { division: VILLAGE, season: SEASON, asOf: '2021-08-01' }, NOW);
    expect(rows[0]!.counts.Q).toBe(1);
  });

  test('a replaced meter: by its old number, and both meters of a season added', async () => {
    const replaced = await take({
      抄表: [
        line('NEW1', { 采暖季: '2021-2022', 原表号: 'A-77', 起始表底: 0, 结束表底: 300 }),
        line('A-77', { 采暖季: '2021-2022', 起始表底: 1100, 结束表底: 1500 }),
      ],
    });
    expect([counts(replaced), codes(replaced)]).toEqual([[['抄表', 2, 0, 0, 0, 2]], ['2 meter meter_replaced', '2 meter meters_added']]);
    expect((await stored()).find(({ h, season }) => h === 'H2' && season === '2021-2022')).toMatchObject({
      s: null,
      e: null,
      u: 700,
      m: 'NEW1、A-77',
    });
    // After one reading the number is known.
    expect(counts(await take({ 抄表: [line('NEW1')] }, { dryRun: true }))).toEqual([['抄表', 0, 1, 0, 0, 0]]);
    expect(codes(await take({ 抄表: [line('NEW1', { 原表号: '12345' })] }))).toEqual(['2 meter meters_disagree']);
  });

  test('a usage stands in one of the two sheets', async () => {
    expect(codes(await take({ 用能计量: [usage('H1')], 抄表: [line('12345')] }))).toEqual(['2 meter reading_in_both']);
    expect(counts(await take({ 用能计量: [usage('H1')], 抄表: [line('333')] }))).toEqual([
      ['用能计量', 0, 1, 0, 0, 0],
      ['抄表', 0, 1, 0, 0, 0],
    ]);
    expect((await stored())[0]).toMatchObject({ h: 'H1', m: null });
    expect(await verifyRegister(db, NOW as never)).toMatchObject({ ok: true });
  });
});
