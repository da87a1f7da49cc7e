import { statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { firstProblems, openStaging } from '~/database/imports/staging.server';
import { OPERATOR } from '~/domain/access/person';
import { Refusal } from '~/domain/problems';
import { words } from '~/i18n/words.server';
import { SHEET_NAMES, SHEETS } from '~/imports/contract-sheets';
import { lineOfProblem } from '~/imports/sentences';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { templateWorkbook } from '~/imports/write-workbook.server';
import { type ImportOptions, type ImportResult, importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../helpers/database';
import { personWith } from '../helpers/register';
import {
  type Book,
  county,
  FAR_VILLAGE,
  historyCount,
  household,
  NOW,
  OTHER_VILLAGE,
  registerOf,
  room,
  SEASON,
  saved,
  there,
  usage,
  VILLAGE,
  visit,
} from './county-file';
import { allResavedByLibreOffice, newFolder } from './make-with-programs';

let db: Database;
beforeEach(async () => {
  db = await freshDatabase();
});

test('of the problems of all sheets 5,000 refusals and 1,000 remarks are shown, and the first of every sheet', async () => {
  await inTransaction(db, async (sql) => {
    const context = { roots: [], now: NOW.toISOString(), today: '2021-05-01', actor: 'county', actorName: '县' } as const;
    await openStaging(sql, context, 'survey-1');
    await sql.query(
      `INSERT INTO incoming_problem SELECT s, n, 'number', '', 'c', '{}', l FROM unnest(ARRAY['户台账', '房屋', '抄表']) s,
         unnest(ARRAY['refused', 'note']) l, generate_series(1, CASE s WHEN '抄表' THEN 3 ELSE 4000 END) n`,
    );
    const { problems, total } = await firstProblems(sql, 5_000);
    expect(total).toBe(2 * (4_000 + 4_000 + 3));
    const shown = (level: string, sheet: string) =>
      problems.filter((one) => one.level === level && one.sheet === sheet).map(({ row }) => row);
    expect(problems.filter(({ level }) => level === 'refused')).toHaveLength(5_000);
    expect(problems.filter(({ level }) => level === 'note')).toHaveLength(1_000);
    for (const level of ['refused', 'note']) {
      expect(shown(level, '抄表')).toEqual([1, 2, 3]);
      for (const sheet of ['户台账', '房屋'])
        expect(shown(level, sheet).slice(0, 400)).toEqual(Array.from({ length: 400 }, (_, at) => at + 1));
    }
  });
});

const errorsOf = (file: string) => join(dirname(file), 'roster.errors.xlsx');
const take = (book: Book, options: ImportOptions = {}, file = saved(book), person = OPERATOR) =>
  importWorkbook(db, person, file, { now: NOW, errorsTo: errorsOf(file), ...options });
const codes = (result: ImportResult) => result.problems.map(({ sheet, row, column, code }) => `${sheet} ${row} ${column} ${code}`);
const counts = (result: ImportResult) =>
  Object.fromEntries(result.sheets.map(({ sheet, added, updated, unchanged, refused }) => [sheet, [added, updated, unchanged, refused]]));

/** Every fault that a row can have among others. */
const wrong = (): Book => ({
  采暖季: [SEASON, { ...SEASON, 区划代码: '149999' }, SEASON],
  热源: [
    { 热源编号: 'R1', 名称: '一', 类型: '热电联产', 区划代码: '140602' },
    { 热源编号: 'R2', 名称: '二', 类型: '热电联产', 区划代码: '1499' },
  ],
  户台账: [
    household('H1'),
    household('H2', { 身份证号: '110105194912310021' }),
    household('H3', { 村区划代码: '140602' }),
    household('H4', { 村区划代码: '140602009999' }),
    household('H1', { 户主姓名: '李四' }),
    household('H5', { 热源编号: 'R2' }),
    household('H6', { 居住情况: null, 采暖面积: -1 }),
  ],
  房屋: [room('H1', 1), room('H2', 1), room('H9', 1), room('H1', 1, { 使用: '未使用' }), room('H1', 2, { 采暖季: '2019-2020' })],
  入户记录: [
    visit('V1', 'H1'),
    visit('V1', 'H1'),
    visit('V2', 'H3'),
    visit('V3', 'H1', { 入户时间: '2021-02-01 13:00' }),
    visit('V4', 'H1', { 室温: 99 }),
  ],
  用能计量: [usage('H1'), usage('H6'), usage('H1', { 能源: '电', 用量: -1 })],
  改造计划: [
    { 村区划代码: VILLAGE, 年度: 2019, 改造路径: '煤改气', 计划户数: 1 },
    { 村区划代码: '1406', 年度: 2019, 改造路径: '煤改气', 计划户数: 1 },
  ],
});
const EXPECTED = [
  '采暖季 3 division unknown_division',
  '采暖季 4 season repeated_in_file',
  '热源 3 division unknown_division',
  '户台账 3 idNumber id_check_character',
  '户台账 4 village not_a_village',
  '户台账 5 village unknown_division',
  '户台账 6 number repeated_in_file',
  '户台账 7 heatSource unknown_heat_source',
  '户台账 8 heatedArea below_range',
  '户台账 8 residence required',
  '房屋 3 household household_refused',
  '房屋 4 household unknown_household',
  '房屋 5 room repeated_in_file',
  '房屋 6 season season_not_declared',
  '入户记录 3 visit repeated_in_file',
  '入户记录 4 household household_refused',
  '入户记录 5 visitedAt visit_in_future',
  '入户记录 6 roomTemperature out_of_range',
  '用能计量 3 household household_refused',
  '用能计量 4 usage below_range',
  '改造计划 3 village not_a_village',
];

describe('rows that are refused', () => {
  test('all or nothing: every reason with its place, and nothing is kept', async () => {
    const empty = await registerOf(db);
    const result = await take(wrong());
    expect(result.outcome).toBe('refused');
    expect(codes(result)).toEqual(EXPECTED);
    for (const language of ['zh-CN', 'en'] as const) {
      for (const problem of result.problems) {
        const line = lineOfProblem(words(language), problem);
        // Every placeholder of a sentence is filled.
        expect(line).not.toMatch(/\{\{|undefined|“”|\(\)|（）|： ?。/);
        expect(line).toContain(String(problem.row));
      }
    }
    expect(result.problems.find(({ code }) => code === 'id_check_character')!.value).toBe('110105********0021');
    expect(result.problems.find(({ code }) => code === 'repeated_in_file')!.details).toEqual({ first: 2 });
    expect(await registerOf(db)).toEqual(empty);
    expect(await historyCount(db)).toBe(0);
  });

  test('good rows alone with acceptValid, and what belongs to a refused household stays out', async () => {
    const result = await take(wrong(), { acceptValid: true });
    expect(result.outcome).toBe('imported');
    expect(counts(result)).toEqual({
      采暖季: [1, 0, 0, 2],
      热源: [1, 0, 0, 1],
      户台账: [1, 0, 0, 6],
      房屋: [1, 0, 0, 4],
      入户记录: [1, 0, 0, 4],
      用能计量: [1, 0, 0, 2],
      改造计划: [1, 0, 0, 1],
    });
    expect(codes(result)).toEqual(EXPECTED);
    expect(await withSql(db, (sql) => sql.query('SELECT number FROM household'))).toEqual([{ number: 'H1' }]);
    expect(await verifyRegister(db, NOW as never)).toMatchObject({ ok: true });
    const preview = await take(wrong(), { acceptValid: true, dryRun: true });
    expect(preview.sheets.map(({ refused }) => refused)).toEqual(result.sheets.map(({ refused }) => refused));
  });

  test('with acceptValid and no good row at all nothing is imported', async () => {
    expect((await take({ 户台账: [household('H1', { 村区划代码: '1' })] }, { acceptValid: true })).outcome).toBe('refused');
  });

  test('the same row is refused for all its reasons at once', async () => {
    const result = await take({ 户台账: [household('H1', { 村区划代码: '1', 身份证号: 1.1e17, 安装日期: '2020-02-30', 计划内: '有' })] });
    expect(codes(result).sort()).toEqual([
      '户台账 2 idNumber digits_lost',
      '户台账 2 inPlan not_yes_no',
      '户台账 2 installedOn impossible_date',
      '户台账 2 village unknown_division',
    ]);
  });
});

describe('the errors workbook', () => {
  async function cellsOf(file: string): Promise<Record<string, unknown[][]>> {
    const opened = await Workbook.open(file);
    const sheets: Record<string, unknown[][]> = {};
    for (const sheet of opened.sheets) {
      for await (const rows of opened.rows(sheet)) {
        sheets[sheet] ??= [];
        sheets[sheet].push(
          ...rows.map(({ cells }) =>
            Array.from(cells, (cell) => (cell && 'text' in cell ? cell.text : cell && 'value' in cell ? cell.value : null)),
          ),
        );
      }
    }
    opened.close();
    return sheets;
  }

  test('holds the refused rows as they were, in the order of the contract, with what is wrong', async () => {
    const file = saved(wrong());
    const result = await take(wrong(), {}, file);
    expect(result.errorsFile).toBe(errorsOf(file));
    // Only the owner may read it, because it holds personal data.
    expect(statSync(errorsOf(file)).mode & 0o777).toBe(0o600);
    const sheets = await cellsOf(errorsOf(file));
    expect(Object.keys(sheets)).toEqual(['采暖季', '热源', '户台账', '房屋', '入户记录', '用能计量', '改造计划']);
    const [titles, first] = sheets.户台账 as [string[], unknown[]];
    expect(titles.slice(0, 4)).toEqual(['户编号', '村区划代码', '户主姓名', '身份证号']);
    expect(titles.at(-1)).toBe('错误');
    expect(titles).not.toContain('一氧化碳报警器');
    expect(first[titles.indexOf('身份证号')]).toBe('110105194912310021');
    expect(first[titles.indexOf('采暖面积')]).toBe('85.5');
    expect(first.at(-1)).toContain('身份证号：身份证号的最后一位');
    expect(sheets.户台账).toHaveLength(7);
    expect(sheets.房屋!.map((row) => row[0])).toEqual(['户编号', 'H2', 'H9', 'H1', 'H1']);
  });

  test('LibreOffice opens it and the template, and saves the same cells', async () => {
    const file = saved(wrong());
    await take(wrong(), {}, file);
    const template = join(newFolder(), 'template.xlsx');
    writeFileSync(template, await templateWorkbook(SHEET_NAMES));
    const [errors, again] = allResavedByLibreOffice([errorsOf(file), template]);
    expect(await cellsOf(errors!)).toEqual(await cellsOf(errorsOf(file)));
    const titles = await cellsOf(again!);
    expect(titles).toEqual(Object.fromEntries(SHEET_NAMES.map((name) => [name, [SHEETS[name].columns.map(({ title }) => title)]])));
  });

  test('put right, it is imported as it is; without errors an old one is removed', async () => {
    const file = saved(wrong());
    await take(wrong(), { acceptValid: true }, file);
    const opened = await Workbook.open(errorsOf(file));
    opened.close();
    const right = county();
    const corrected: Book = {
      户台账: [household('H2', { 身份证号: '11010519491231002X', 错误: '身份证号的最后一位' }), household('H3')],
      房屋: [room('H2', 1, { 错误: '…' })],
    };
    const result = await take(corrected, {}, saved(corrected, 'roster.xlsx', dirname(file)));
    expect(result).toMatchObject({ outcome: 'imported', fileNotes: [] });
    expect(counts(result)).toEqual({ 户台账: [2, 0, 0, 0], 房屋: [1, 0, 0, 0] });
    expect(there(errorsOf(file))).toBe(false);
    expect(Object.keys(right)).toContain('户台账');
  });

  test('read back as it is, no cell is worse than it was', async () => {
    const file = saved(wrong());
    await take(wrong(), { acceptValid: true }, file);
    const again = await importWorkbook(db, OPERATOR, errorsOf(file), { now: NOW });
    expect(again.outcome).toBe('refused');
    const found = codes(again).map((code) => code.split(' ').slice(2).join(' '));
    // The second of two repeats is now the only one; no other problem appears.
    for (const code of found)
      expect(EXPECTED.map((one) => one.split(' ').slice(2).join(' ')).concat('household unknown_household')).toContain(code);
  });

  test('leaves nothing half written when the file cannot be taken at all', async () => {
    const folder = newFolder();
    const file = join(folder, 'roster.xlsx');
    writeFileSync(file, 'not a workbook');
    await expect(take({}, {}, file)).rejects.toBeInstanceOf(Refusal);
    expect(there(errorsOf(file))).toBe(false);
  });
  test('a household that was merged is not counted again by an older roster', async () => {
    await take({ ...county(), 户台账: [...county().户台账!, household('M1'), household('M2')] });
    await withSql(db, (sql) =>
      sql.query(
        `INSERT INTO household_change (id, household_number, other_number, kind, happened_on, reason, content, state, asked_at, asked_by,
           decided_at, decided_by)
         VALUES (gen_random_uuid(), 'M1', 'M2', 'merge', '2021-01-20', '并户', '{}', 'confirmed', now(), 'yi', now(), 'er')`,
      ),
    );
    const again: Book = { 户台账: [household('M1', { 门牌号: '9排9号' }), household('M2', { 门牌号: '9排9号' })] };
    const problems = await take(again, {}, saved(again)).then(
      codes,
      (error: unknown) => (error as Refusal & { problems?: unknown }).problems,
    );
    expect(problems).toEqual(['户台账 2 status household_merged']);
    const ended: Book = { 户台账: [household('M1', { 使用状态: '销户' })] };
    expect((await take(ended, {}, saved(ended))).problems).toEqual([]);
  });
});

describe('scope and rights', () => {
  const problemsOf = (promise: Promise<ImportResult>) =>
    promise.then(codes, (error: unknown) => (error as Refusal & { problems?: unknown }).problems);

  test('a county sees and changes its own part only', async () => {
    await take({ ...county(), 户台账: [...county().户台账!, household('F1', { 村区划代码: FAR_VILLAGE })] });
    const person = await personWith(db, 'county', ['140602']);
    const book: Book = {
      热源: [{ 热源编号: 'R9', 名称: '外', 类型: '热电联产', 区划代码: '140681' }],
      户台账: [
        household('H7'),
        household('F1'),
        household('F1', { 村区划代码: FAR_VILLAGE }),
        household('F2', { 村区划代码: FAR_VILLAGE }),
      ],
      房屋: [room('F1', 1)],
      改造计划: [{ 村区划代码: FAR_VILLAGE, 年度: 2020, 改造路径: '煤改气', 计划户数: 3 }],
    };
    expect(await problemsOf(take(book, {}, saved(book), person))).toEqual([
      '热源 2 division out_of_scope',
      '户台账 3 number household_out_of_scope',
      '户台账 4 number household_out_of_scope',
      '户台账 4 number repeated_in_file',
      '户台账 4 village out_of_scope',
      '户台账 5 village out_of_scope',
      '房屋 2 household household_refused',
      '改造计划 2 village out_of_scope',
    ]);
    const rooms: Book = { 房屋: [room('F1', 1), room('H1', 1, { 使用: '未使用' })] };
    expect(await problemsOf(take(rooms, {}, saved(rooms), person))).toEqual(['房屋 2 household unknown_household']);
    // A value that a household elsewhere has is noted without that household's number.
    await withSql(db, (sql) => sql.query(`UPDATE conversion SET serial = 'SN1' WHERE household_number = 'F1'`));
    const same: Book = { 户台账: [household('H8', { 设备序列号: 'SN1' })] };
    const noted = await take(same, {}, saved(same), person);
    expect(noted.problems).toMatchObject([{ code: 'shared_value_elsewhere', details: { other: '', holders: 2 } }]);
  });

  test.each([
    ['county', ['采暖季', '用户', '行政区划'], ['热源', '户台账']],
    ['city', [], ['采暖季', '户台账', '用户', '行政区划']],
    ['admin', ['采暖季', '户台账', '行政区划', '热源'], ['用户']],
    ['township', ['户台账'], []],
    ['cadre', ['户台账'], []],
    ['auditor', ['户台账', '用户'], []],
  ] as const)('%s may not import %j', async (role, forbidden, allowed) => {
    const person = await personWith(db, role, [role === 'county' ? '140602' : '1406']);
    const sheets: Book = {
      行政区划: [{ 区划代码: '140602300', 名称: '新镇', 上级代码: '140602' }],
      采暖季: [SEASON],
      热源: county().热源,
      户台账: [household('H1')],
      用户: [{ 账号: 'zhang', 姓名: '张三', 角色: '村干部', 区划代码: VILLAGE }],
    };
    for (const name of forbidden) {
      const book = { [name]: sheets[name] };
      expect(await problemsOf(take(book, {}, saved(book), person))).toMatchObject([
        { code: 'workbook.sheet-not-allowed', details: { sheet: name } },
      ]);
    }
    for (const name of allowed) {
      const book = { [name]: sheets[name] };
      expect([name, (await take(book, {}, saved(book), person)).outcome]).toEqual([name, 'imported']);
    }
  });

  test('nobody raises rights by a list: no administrators, not oneself, nobody outside', async () => {
    const city = await personWith(db, 'city', ['1406'], 'city-1');
    await personWith(db, 'admin', ['1406'], 'root-1');
    const list = (账号: string, 角色: string, 区划代码: string): Book => ({ 用户: [{ 账号, 姓名: '某人', 角色, 区划代码 }] });
    const attempt = (book: Book, person = city) => problemsOf(take(book, {}, saved(book), person));
    expect(await attempt(list('new-admin', '系统管理员', '1406'))).toEqual(['用户 2 role role_not_allowed']);
    expect(await attempt(list('city-1', '审计只读', '1406'))).toEqual(['用户 2 username account_own']);
    expect(await attempt(list('root-1', '村干部', VILLAGE))).toEqual(['用户 2 username account_out_of_scope']);
    expect(await attempt(list('province', '审计只读', '14'))).toEqual(['用户 2 divisions out_of_scope']);
    expect(await attempt(list('colleague', '市领导小组办公室', '1406'))).toEqual([]);
    const admin = await personWith(db, 'admin', ['1406'], 'root-2');
    expect(await attempt(list('new-admin', '系统管理员', '1406'), admin)).toEqual([]);
    expect(await attempt(list('cadre', '村干部', FAR_VILLAGE), admin)).toEqual([]);
  });
});

describe('order', () => {
  test('of sheets, rows and columns does not matter', { timeout: 300_000 }, async () => {
    const book: Book = {
      ...county(),
      行政区划: [
        { 区划代码: '140602300', 名称: '新镇', 上级代码: '140602' },
        { 区划代码: '140602300201', 名称: '新村', 上级代码: '140602300' },
      ],
      户台账: [...county().户台账!, household('H3', { 村区划代码: OTHER_VILLAGE }), household('H4', { 村区划代码: '140602300201' })],
      房屋: [...county().房屋!, room('H4', 1), room('H3', 2), room('H3', 1)],
      入户记录: [
        visit('V1', 'H1'),
        visit('V2', 'H1', { 入户时间: '2021-01-05 09:00', 其他取暖方式: '散煤' }),
        visit('V3', 'H3', { 结果: '无人' }),
        visit('V4', 'H4'),
      ],
    };
    await take(book);
    const expected = await registerOf(db);
    const entries = await historyCount(db);
    const sheets = Object.keys(book);
    const order = fc.tuple(
      fc.shuffledSubarray(sheets, { minLength: sheets.length }),
      fc.record(Object.fromEntries(sheets.map((sheet) => [sheet, fc.shuffledSubarray(book[sheet]!, { minLength: book[sheet]!.length })]))),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(order, async ([names, rows, backwards]) => {
        db = await freshDatabase();
        const mixed = Object.fromEntries(
          names.map((name) => [name, rows[name]!.map((row) => (backwards ? Object.fromEntries(Object.entries(row).reverse()) : row))]),
        );
        await take(mixed);
        const found = await registerOf(db);
        // Conversions have no number of their own to compare; everything else is exactly the same.
        expect(found).toEqual(expected);
        expect(await historyCount(db)).toBe(entries);
      }),
      { numRuns: 8 },
    );
  });
});

test('a file with thousands of rows that cannot be imported is not read on, and says so', async () => {
  const bad = Array.from({ length: 6_500 }, (_, at) => household(`B${at}`, { 使用状态: '不是状态', 常住人口: '很多' }));
  const file = saved({ 采暖季: [SEASON], 户台账: bad });
  const result = await take({}, { acceptValid: true }, file);
  expect(result.outcome).toBe('refused');
  expect(result.fileNotes).toContainEqual({ code: 'stopped_reading', sheet: '户台账', refused: 5_000 });
  const roster = result.sheets.find(({ sheet }) => sheet === '户台账')!;
  expect(roster.refused).toBeGreaterThan(5_000);
  expect(roster.refused).toBeLessThanOrEqual(6_500);
  expect(result.sheets.every(({ added, updated, unchanged }) => added + updated + unchanged === 0)).toBe(true);
  const errors = await Workbook.open(errorsOf(file));
  let rows = 0;
  for (const sheet of errors.sheets) for await (const batch of errors.rows(sheet)) rows += batch.length;
  errors.close();
  // Beside the heading of the sheet.
  expect(rows).toBe(5_001);
  expect(await withSql(db, (sql) => sql.query('SELECT 1 FROM season'))).toEqual([]);
});
