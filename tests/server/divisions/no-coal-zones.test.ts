/** 禁煤区: from the sheet to the command, the rule on coal subsidies, the page and 附件14. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { villagesInZones } from '~/database/divisions/no-coal-zones.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { claimsViewOf } from '~/domain/tables/subsidy-tables';
import { mergeDivision } from '~/server/workflows/divisions/manage-division.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { type ImportResult, importRows, RowsRefused } from '~/server/workflows/imports/import-workbook.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { readClaimTable } from '~/server/workflows/subsidy/read-claims.server';
import { readNoCoalZones } from '~/server/workflows/subsidy/read-subsidy.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, personWith, VILLAGE, written } from '../../helpers/register';
import { workbook } from '../../imports/make-workbook';
import { start } from '../../programs/run-program';
import { sheetNamed } from '../../reports/expect-figures';
import { readBack, rowsOf } from '../../reports/read-back';

const NOW = new Date('2021-08-01T02:00:00Z');
const SEASON = '2020-2021';
const folder = mkdtempSync(join(tmpdir(), 'qingnuan-zones-'));
let db: Database;
let county: Person;

const TITLES = ['禁煤区编号', '名称', '文号', '生效日期', '失效日期', '村区划代码'];
const row = (village: string, more: Record<string, string> = {}) => ({
  禁煤区编号: 'J1',
  名称: '城关禁煤区',
  文号: '示例〔2020〕9号',
  生效日期: '2020-10-01',
  村区划代码: village,
  ...more,
});
const take = (rows: Record<string, string>[], person: Person = OPERATOR) => importRows(db, person, { 禁煤区: rows }, { now: NOW });
const refusals = (rows: Record<string, string>[], person?: Person) =>
  take(rows, person).then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof RowsRefused)) throw error;
      return (error.result as ImportResult).problems.map(({ row: at, column, code }) => `${at} ${column} ${code}`);
    },
  );
const stored = () =>
  withSql(db, (sql) => sql.query('SELECT zone, village_code, document, valid_from, valid_to FROM no_coal_zone ORDER BY 1, 2, 4'));
const coalClaims = async () => {
  await updateFindings(db, NOW);
  const view = claimsViewOf(new URLSearchParams('list=coalSubsidy'));
  const city = await personWith(db, 'city', ['1406']);
  const found = await readClaimTable(db, city, { division: '1406', season: SEASON, only: 'coalSubsidy', view, page: 1 }, NOW);
  if (found.season === null) throw new Error('no season');
  return found.table.map(({ number, state, why, amount }) => [number, state, why, amount]);
};

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  county = await personWith(db, 'county', ['140602']);
  const gas = { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' };
  await addHouseholds(
    db,
    [
      { number: 'Z1', conversion: gas },
      { number: 'Z2', conversion: gas },
      { number: 'O1', village: OTHER_VILLAGE, conversion: gas },
      { number: 'F1', village: FAR_VILLAGE, conversion: gas },
    ],
    NOW,
    '2021-08-01',
  );
  const paid = (household: string, batch: string, day: string) => ({
    批次号: batch,
    户编号: household,
    政策编号: 'K',
    资金层级: '县',
    金额: 10_000,
    发放日期: day,
    结果: '成功',
  });
  await importRows(
    db,
    OPERATOR,
    {
      补贴政策: [
        {
          政策编号: 'K',
          文号: '示例',
          区划代码: '1406',
          采暖季: SEASON,
          种类: '用煤',
          单位: '元/t',
          单价: 300,
          分担: '县:1',
          应付截止日期: '2021-06-30',
        },
      ],
      应补: ['Z1', 'Z2', 'O1', 'F1'].map((number) => ({ 户编号: number, 政策编号: 'K', 计量数量: 1 })),
      发放: [
        paid('Z1', 'B1', '2020-09-30'),
        paid('Z1', 'B2', '2020-10-01'),
        paid('Z1', 'B3', '2021-01-31'),
        paid('Z2', 'B1', '2020-09-30'),
        paid('O1', 'B2', '2021-02-01'),
        paid('F1', 'B2', '2021-02-01'),
      ],
    },
    { now: NOW },
  );
});

describe('禁煤区', () => {
  test('by the command: once, and again without a change', async () => {
    const file = join(folder, 'zones.xlsx');
    writeFileSync(
      file,
      workbook({
        禁煤区: [
          TITLES,
          ...[VILLAGE, OTHER_VILLAGE].map((village) => ['J1', '城关禁煤区', '示例〔2020〕9号', '2020-10-01', null, village]),
        ],
      }),
    );
    const run = () =>
      start(join('scripts', 'imports', 'import.ts'), [file], { DATABASE_URL: db.url, DATA_DIR: folder, LANG: 'zh_CN.UTF-8', LC_ALL: '' })
        .ended;
    const first = await run();
    expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/禁煤区.*2/)]);
    expect((await run()).code).toBe(0);
    expect(await stored()).toHaveLength(2);
    expect(
      await withSql(db, (sql) => sql.query(`SELECT chain, entity_key FROM history WHERE entity = 'no_coal_zone' ORDER BY chain`)),
    ).toEqual([VILLAGE, OTHER_VILLAGE].sort().map((village) => ({ chain: village, entity_key: `J1/${village}/示例〔2020〕9号` })));
  });

  test('coal paid for in a zone is found from its first day on', async () => {
    // The findings are late until the job has run, which is no fault of the register.
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
    expect(await coalClaims()).toEqual([
      ['O1', 'open', 'no-coal-zone', 10_000],
      ['Z1', 'open', 'no-coal-zone', 20_000],
    ]);
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
    await written(db, `UPDATE finding SET household_number = NULL, subject = 'x' || subject WHERE rule = 'R13'`);
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: false });
    await written(db, `UPDATE finding SET household_number = substr(subject, 2), subject = substr(subject, 2) WHERE rule = 'R13'`);
  });

  test('refuses, with row and column, what cannot be', async () => {
    expect(
      await refusals([
        row(VILLAGE),
        row(VILLAGE, { 文号: '另一号' }),
        row('140602'),
        row('149999999999'),
        row(OTHER_VILLAGE, { 失效日期: '2020-09-30' }),
        row(FAR_VILLAGE, { 名称: '另一个名称' }),
        { 禁煤区编号: 'J2', 村区划代码: VILLAGE },
      ]),
    ).toEqual([
      '3 village repeated_in_file',
      '4 village not_a_village',
      '5 village unknown_division',
      '6 validTo valid_order',
      '7 name zone_named_twice',
      '8 document required',
      '8 name required',
      '8 validFrom required',
    ]);
    expect(await refusals([row(FAR_VILLAGE)], county)).toEqual(['2 village out_of_scope']);
    expect(await stored()).toHaveLength(2);
  });

  test('another document is a version: the older ends the day before, whichever comes first; a correction is none', async () => {
    await take([row(OTHER_VILLAGE, { 文号: '示例〔2021〕1号', 生效日期: '2021-02-02', 失效日期: '2021-06-30' })], county);
    await take([row(VILLAGE, { 文号: '示例〔2018〕1号', 生效日期: '2018-10-01' })]);
    expect((await take([row(OTHER_VILLAGE, { 失效日期: '2021-01-31' })])).sheets[0]).toMatchObject({ added: 0, updated: 1 });
    expect(await stored()).toEqual([
      { zone: 'J1', village_code: VILLAGE, document: '示例〔2018〕1号', valid_from: '2018-10-01', valid_to: null },
      { zone: 'J1', village_code: VILLAGE, document: '示例〔2020〕9号', valid_from: '2020-10-01', valid_to: null },
      { zone: 'J1', village_code: OTHER_VILLAGE, document: '示例〔2020〕9号', valid_from: '2020-10-01', valid_to: '2021-01-31' },
      { zone: 'J1', village_code: OTHER_VILLAGE, document: '示例〔2021〕1号', valid_from: '2021-02-02', valid_to: '2021-06-30' },
    ]);
    // O1 was paid on 1 February, between the two documents. The document of 2018 covers what was paid in September.
    expect(await coalClaims()).toEqual([
      ['O1', 'proposed', 'no-coal-zone', 10_000],
      ['Z1', 'open', 'no-coal-zone', 30_000],
      ['Z2', 'open', 'no-coal-zone', 10_000],
    ]);
  });

  test('a county sees its zones, versions and households, another county nothing', async () => {
    const found = (await readNoCoalZones(db, county, { division: '140602', season: SEASON }, NOW)) as Exclude<
      Awaited<ReturnType<typeof readNoCoalZones>>,
      { season: null }
    >;
    expect(
      found.zones.map(({ document, validFrom, validTo, villages, H, I, B, coal }) => [
        document,
        validFrom,
        validTo,
        villages,
        H,
        I,
        B,
        coal,
      ]),
    ).toEqual([
      ['示例〔2018〕1号', '2018-10-01', '2020-09-30', 1, 2, 2, 0, 2],
      ['示例〔2020〕9号', '2020-10-01', null, 2, 3, 3, 0, 1],
      ['示例〔2021〕1号', '2021-02-02', '2021-06-30', 1, 1, 1, 0, 0],
    ]);
    expect(found.villages.map(({ document, code, coal }) => [document, code, coal.map(({ number }) => number).join()])).toEqual([
      ['示例〔2018〕1号', VILLAGE, 'Z1,Z2'],
      ['示例〔2020〕9号', VILLAGE, 'Z1'],
      ['示例〔2020〕9号', OTHER_VILLAGE, ''],
      ['示例〔2021〕1号', OTHER_VILLAGE, ''],
    ]);
    const other = await personWith(db, 'county', ['140681']);
    expect((await readNoCoalZones(db, other, { division: '140681', season: SEASON }, NOW)) as object).toMatchObject({
      zones: [],
      villages: [],
    });
    await expect(readNoCoalZones(db, other, { division: '140602', season: SEASON }, NOW)).rejects.toMatchObject({
      problem: { code: 'division.unknown' },
    });
  });

  test('附件14 has a row for every document, 附件3 says which villages lie in a zone', async () => {
    const file = join(folder, 'report.xlsx');
    await makeReport(db, OPERATOR, { division: '140602001', season: SEASON, asOf: '2021-01-31', file }, NOW);
    const sheets = await readBack(file);
    expect(
      rowsOf(sheetNamed(sheets, '附件14 禁煤区')).map((one) =>
        TITLES.slice(0, 3)
          .concat('村数', '户数', '改造完成户', '复烧户', '用煤补贴户')
          .map((title) => one[title]),
      ),
    ).toEqual([
      ['J1', '城关禁煤区', '示例〔2018〕1号', 1, 2, 2, 0, 2],
      ['J1', '城关禁煤区', '示例〔2020〕9号', 2, 3, 3, 0, 1],
    ]);
    const villages = new Map(rowsOf(sheetNamed(sheets, '附件3 分村汇总')).map((one) => [one.区划代码, one.禁煤区]));
    expect([VILLAGE, OTHER_VILLAGE, '140602001003'].map((code) => villages.get(code))).toEqual(['是', '是', '否']);
    expect((await withSql(db, (sql) => villagesInZones(sql, { roots: ['1406'] } as never, '1406', '2021-01-31'))).has(FAR_VILLAGE)).toBe(
      false,
    );
  });

  test('a village that is merged takes its zones along; the history proves it all', async () => {
    await mergeDivision(db, OPERATOR, { from: OTHER_VILLAGE, into: VILLAGE, on: '2021-08-01', reason: '示例' }, NOW);
    expect((await stored()).map((one) => (one as { village_code: string }).village_code)).toEqual([VILLAGE, VILLAGE, VILLAGE]);
    expect(await verifyRegister(db, NOW as never)).toMatchObject({ ok: true });
  });
});
