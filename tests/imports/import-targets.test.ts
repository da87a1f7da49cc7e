/** 目标: the sheet becomes targets; twice is once; what is refused and why; only the city sets them. */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { type ImportResult, importRows, type RowsRefused } from '~/server/workflows/imports/import-workbook.server';
import { type Database, freshDatabase } from '../helpers/database';
import { declareSeason, personWith } from '../helpers/register';

const SEASON = '2020-2021';
const NOW = new Date('2021-02-01T04:00:00Z');
let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
});

const row = (more: Record<string, unknown> = {}) => ({
  区划代码: '140602',
  采暖季: SEASON,
  区域类型: '全部',
  指标: '清洁取暖覆盖率(户)',
  目标值: '60',
  依据: '朔政办发〔2021〕31号',
  ...more,
});
const stored = () =>
  withSql(db, (sql) =>
    sql.query('SELECT division_code, zone_type, indicator, target, basis FROM target ORDER BY division_code, zone_type, indicator'),
  );

test('names become keys, percent whole hundredths; twice is once; a changed row is an update with its history', async () => {
  const rows = {
    目标: [
      row(),
      row({ 区划代码: '1406', 区域类型: '平原川谷农村', 指标: '散煤复烧率', 目标值: '0.07', 依据: null }),
      row({ 指标: '清洁取暖率（面积）', 目标值: '99.5' }),
    ],
  };
  const first = await importRows(db, OPERATOR, rows, { now: NOW });
  expect(first.sheets).toMatchObject([{ sheet: '目标', added: 3, updated: 0, unchanged: 0, refused: 0, notes: 0 }]);
  expect(await stored()).toEqual([
    { division_code: '1406', zone_type: 'plain_rural', indicator: 'reburnRate', target: 7, basis: null },
    { division_code: '140602', zone_type: 'all', indicator: 'cleanRateArea', target: 9950, basis: '朔政办发〔2021〕31号' },
    { division_code: '140602', zone_type: 'all', indicator: 'coverage', target: 6000, basis: '朔政办发〔2021〕31号' },
  ]);
  const again = await importRows(db, OPERATOR, rows, { now: NOW });
  expect(again).toMatchObject({ historyEntries: 0, sheets: [{ added: 0, updated: 0, unchanged: 3 }] });
  const changed = await importRows(db, OPERATOR, { 目标: [row({ 目标值: '65', 依据: null })] }, { now: NOW });
  expect(changed).toMatchObject({ historyEntries: 1, sheets: [{ updated: 1 }] });
  // A blank cell leaves what is stored.
  expect((await stored())[2]).toMatchObject({ target: 6500, basis: '朔政办发〔2021〕31号' });
  const [entry] = await withSql(db, (sql) =>
    sql.query<{ payload: string }>(`SELECT payload FROM history WHERE entity = 'target' ORDER BY seq DESC LIMIT 1`),
  );
  expect(JSON.parse(entry!.payload)).toMatchObject({
    action: 'target.import',
    entityKey: '140602/2020-2021/all/coverage',
    before: { target: 6000 },
    after: { target: 6500 },
  });
});

test('what is refused names the column', async () => {
  const bad = [
    row({ 区域类型: '农村' }),
    row({ 指标: '覆盖率' }),
    row({ 目标值: '100.5' }),
    row({ 目标值: '60.123' }),
    row({ 区划代码: '999999' }),
    row({ 采暖季: '2018-2019' }),
    row({ 区划代码: '140603', 指标: '接通率' }),
    row({ 区划代码: '140603', 指标: '接通率', 目标值: '70' }),
  ];
  const error = await importRows(db, OPERATOR, { 目标: bad }, { now: NOW }).catch((caught: unknown) => caught);
  const { problems } = (error as RowsRefused).result as ImportResult;
  expect(problems.map(({ row: at, column, code }) => `${at} ${column} ${code}`)).toEqual([
    '2 zoneType not_a_choice',
    '3 indicator not_a_choice',
    '4 target above_range',
    '5 indicator repeated_in_file',
    '5 target too_many_decimals',
    '6 division unknown_division',
    '7 season season_unknown',
    '9 indicator repeated_in_file',
  ]);
  expect(await stored()).toHaveLength(3);
});

test('the city sets targets in its own area; a county sets none', async () => {
  const city = await personWith(db, 'city', ['1406']);
  await importRows(db, city, { 目标: [row({ 区划代码: '140603' })] }, { now: NOW });
  const error = await importRows(db, city, { 目标: [row({ 区划代码: '14' })] }, { now: NOW }).catch((caught: unknown) => caught);
  expect((error as RowsRefused).result.problems).toMatchObject([{ column: 'division', code: 'out_of_scope' }]);
  const county = await personWith(db, 'county', ['140603']);
  await expect(importRows(db, county, { 目标: [row({ 区划代码: '140603' })] }, { now: NOW })).rejects.toMatchObject({
    problems: [{ code: 'workbook.sheet-not-allowed' }],
  });
});
