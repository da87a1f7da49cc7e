/**
 * Workbooks in the form in which public bug reports have them, in tests/imports/cases: what each of them is in the register afterwards,
 * or why it is not taken. The same kinds as Excel's neighbours write them stand beside each.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { Refusal } from '~/domain/problems';
import { words } from '~/i18n/words.server';
import { lineOfProblem, sentenceOfNote } from '~/imports/sentences';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { type ImportOptions, type ImportResult, importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { type Database, freshDatabase } from '../helpers/database';
import { declareSeason } from '../helpers/register';
import { NOW } from './county-file';
import { allResavedByLibreOffice, newFolder, resavedByLibreOffice, withOpenpyxl } from './make-with-programs';
import { type CellValue, sheetXml, workbook, workbookParts, zip } from './make-workbook';

let db: Database;
beforeEach(async () => {
  db = await freshDatabase();
});

const caseFile = (name: string) => join(import.meta.dirname, 'cases', `${name}.xlsx`);
const take = (file: string, options: ImportOptions & { errorsTo?: string } = {}) =>
  importWorkbook(db, OPERATOR, file, { now: NOW, ...options });
const ask = <Row extends object>(text: string) => withSql(db, (sql) => sql.query<Row>(text));
const refusedIn = (result: ImportResult) =>
  result.problems.filter(({ level }) => level === 'refused').map(({ sheet, row, column, code }) => `${sheet} ${row} ${column} ${code}`);
const whole = (file: string) =>
  take(file).then(
    () => 'taken',
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return (error as Refusal & { problems?: unknown[] }).problems ?? [error.problem];
    },
  );
/** The files that are also taken as LibreOffice saves them. */
const RESAVED = [
  '01-formula-empty-text',
  '02c-invisible-in-values',
  '03-merged-optional',
  '04-number-format-literal',
  '05-scientific-but-exact',
  '07-impossible-instant',
  '11-blank-header',
] as const;
let resaved: string[];
beforeAll(() => {
  resaved = allResavedByLibreOffice(RESAVED.map(caseFile));
});
/** The file as it is, and as LibreOffice saves it. */
const both = (name: (typeof RESAVED)[number]) => [caseFile(name), resaved[RESAVED.indexOf(name)]!];

describe('01: a formula whose result is the empty text', () => {
  test('is an empty cell', async () => {
    for (const file of both('01-formula-empty-text')) {
      const result = await take(file);
      expect([result.outcome, result.problems]).toEqual(['imported', []]);
      expect(await ask('SELECT number, head, note FROM household')).toEqual([{ number: 'R01-1', head: '测试户', note: null }]);
    }
  });
});

describe('02: characters that nobody sees', () => {
  test('mean nothing in values; where there is nothing else, the cell is empty', async () => {
    for (const file of both('02c-invisible-in-values')) {
      const result = await take(file, { acceptValid: true });
      expect(refusedIn(result)).toEqual(['户台账 7 head required']);
      expect(
        await ask(
          `SELECT h.number, h.village_code, h.head, h.id_number_masked, h.residence, h.heated_area::float AS area, c.installed_on::text,
             c.in_plan FROM household h JOIN conversion c ON c.household_number = h.number ORDER BY length(h.number), h.number`,
        ),
      ).toEqual(
        [
          { number: 'R02-3', id_number_masked: '999999********0215' },
          { number: 'R02-4', installed_on: '2020-11-01' },
          { number: 'R02-5' },
          { number: 'R02-6', in_plan: true },
          { number: 'R02-7', area: 80.5 },
          { number: 'R02-9' },
        ].map((one) => ({
          village_code: '140681201006',
          head: '测试户',
          residence: 'resident',
          id_number_masked: null,
          installed_on: null,
          in_plan: null,
          area: null,
          ...one,
        })),
      );
    }
  });
  test('mean nothing in a title', async () => {
    const result = await take(caseFile('02d-invisible-in-header'));
    expect([result.outcome, result.fileNotes]).toEqual(['imported', []]);
    expect(await ask('SELECT number, head FROM household')).toEqual([{ number: 'R02-10', head: '测试户' }]);
  });
});

describe('03: merged cells among the data', () => {
  test('are refused with their ranges, before anything is taken', async () => {
    for (const file of both('03-merged-optional')) {
      expect(await whole(file)).toEqual([
        {
          code: 'workbook.merged-cells',
          details: { sheet: '户台账', ranges: 'G2:G4、H2:H4、I2:I4', columns: '改造年度、安装日期、计划内' },
        },
      ]);
      expect(await ask('SELECT number FROM household')).toEqual([]);
    }
  });
});

describe('04: a number format that shows another text than the value', () => {
  test('is refused in columns of text', async () => {
    for (const file of both('04-number-format-literal')) {
      expect(refusedIn(await take(file))).toEqual([
        '户台账 2 electricMeter shown_otherwise',
        '户台账 2 invoice shown_otherwise',
        '户台账 2 number shown_otherwise',
      ]);
    }
  });
});

describe('05: whole numbers in E notation or with .0', () => {
  test('are taken where no digit can be lost', async () => {
    for (const file of both('05-scientific-but-exact')) {
      const result = await take(file);
      expect([result.outcome, result.problems]).toEqual(['imported', []]);
      expect(await ask('SELECT number, village_code, phone_masked FROM household ORDER BY 1')).toEqual([
        { number: 'R05-1', village_code: '140681201006', phone_masked: '169****1234' },
        { number: 'R05-2', village_code: '140681201006', phone_masked: null },
      ]);
    }
  });
});

describe('07: a day that the calendar has not, with a zone', () => {
  test('is refused as a day and as a time', async () => {
    await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
    for (const file of both('07-impossible-instant')) {
      expect(refusedIn(await take(file))).toEqual([
        '户台账 2 installedOn impossible_date',
        '入户记录 2 household household_refused',
        '入户记录 2 visitedAt impossible_date',
      ]);
    }
  });
});

describe('11: a filled column without a title', () => {
  test('is named and not read', async () => {
    for (const file of both('11-blank-header')) {
      const result = await take(file);
      expect([result.outcome, result.problems]).toEqual(['imported', []]);
      expect(result.fileNotes).toEqual([{ code: 'untitled_columns', sheet: '户台账', columns: 'G' }]);
      expect(await ask('SELECT number, note FROM household')).toEqual([{ number: 'R11-1', note: null }]);
    }
  });
});

describe('13: one good row and one bad', () => {
  test('all or nothing keeps neither, and the errors workbook says how the good one gets in', async () => {
    const errorsTo = join(newFolder(), 'roster.errors.xlsx');
    const result = await take(caseFile('13-one-good-one-bad'), { errorsTo });
    expect([result.outcome, refusedIn(result)]).toEqual(['refused', ['户台账 3 residence not_a_choice']]);
    expect(lineOfProblem(words('zh-CN'), result.problems[0]!)).toContain('第 3 行');
    expect(await ask('SELECT number FROM household')).toEqual([]);
    const lines = await errorsIn(errorsTo);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('常住');
    expect(lines[0]).toContain('通过检查的 1 行还没有导入');
  });
  test('when the good one went in, nothing of that is said', async () => {
    const errorsTo = join(newFolder(), 'roster.errors.xlsx');
    const result = await take(caseFile('13-one-good-one-bad'), { errorsTo, acceptValid: true });
    expect(result.outcome).toBe('imported');
    expect(await ask('SELECT number FROM household')).toEqual([{ number: 'R13-1' }]);
    expect((await errorsIn(errorsTo))[0]).not.toContain('还没有导入');
  });
});

/** A household as openpyxl writes it; `script` may change workbook `wb` and sheet `ws` before it is saved. */
const ROSTER = ['户编号', '村区划代码', '户主姓名', '居住情况', '使用状态', '改造路径', '采暖面积', '备注'];
const roster = (numbers: string[]) => [
  ROSTER,
  ...numbers.map((one) => [one, '140681201006', '测试户', '常住', '正常', '未改造', 80, null]),
];
const made = (script: string, rows = roster(['R1', 'R2', 'R3']), name = 'openpyxl.xlsx') =>
  withOpenpyxl(
    `wb = openpyxl.Workbook(); ws = wb.active; ws.title = '户台账'\nfor row in data: ws.append(row)\n${script}\nwb.save(path)`,
    rows,
    name,
  );

describe('more merged cells', () => {
  test('over the header alone, beside the columns that are read, or below the last row they do not matter', async () => {
    const script = `ws['J1'] = '别的'; ws['J2'] = 'x'; ws.merge_cells('J2:J4'); ws.merge_cells('J1:K1'); ws.merge_cells('A9:H9')`;
    for (const file of [made(script), resavedByLibreOffice(made(script))]) {
      expect((await take(file)).outcome).toBe('imported');
    }
  });
  test('over a header of two rows, and over several columns, they do; many are cut short', async () => {
    const twoRows = made(`ws.insert_rows(2); ws.merge_cells('A1:A2')`);
    expect(await whole(twoRows)).toMatchObject([{ details: { ranges: 'A1:A2', columns: '户编号' } }]);
    const wide = made(`ws.merge_cells('G2:H3')`);
    expect(await whole(wide)).toMatchObject([{ details: { ranges: 'G2:H3', columns: '采暖面积、备注' } }]);
    const many = made(
      `\nfor row in range(2, 42, 2): ws.merge_cells(start_row=row, end_row=row + 1, start_column=8, end_column=8)`,
      roster(Array.from({ length: 40 }, (_, i) => `R${i}`)),
    );
    expect(await whole(many)).toMatchObject([{ details: { ranges: expect.stringMatching(/^H2:H3、H4:H5、.*H24:H25…$/) } }]);
  });
});

describe('rows and sheets that nobody sees', () => {
  const script =
    "ws.auto_filter.ref = 'A1:H4'; ws.row_dimensions[3].hidden = True; ws.row_dimensions[4].hidden = True; wb.create_sheet('先看这里')";
  test('are taken, and it is said', async () => {
    const hidden = made(`${script}\nws.sheet_state = 'hidden'; wb.active = 1`, undefined, 'hidden.xlsx');
    const [again, hiddenAgain] = allResavedByLibreOffice([made(script), hidden]);
    for (const file of [made(script), again!]) {
      const result = await take(file);
      expect(result.fileNotes).toContainEqual({ code: 'hidden_rows', sheet: '户台账', rows: 2, first: 3 });
      expect(await ask('SELECT number FROM household ORDER BY 1')).toEqual(['R1', 'R2', 'R3'].map((number) => ({ number })));
    }
    for (const file of [hidden, hiddenAgain!]) {
      const { outcome, fileNotes } = await take(file);
      expect([outcome, fileNotes.map(({ code }) => code)]).toEqual(['imported', ['hidden_sheet', 'unknown_sheet', 'hidden_rows']]);
      for (const language of ['zh-CN', 'en'] as const)
        for (const note of fileNotes) expect(sentenceOfNote(words(language), note)).not.toMatch(/fileNote|\{\{|undefined/);
    }
  });
});

describe('NaN and INF', () => {
  test('are named by their cell', async () => {
    const cell = (row: number, raw: string): CellValue[] => [`N${row}`, '140681201006', '测试户', '常住', '正常', '未改造', { raw }];
    const file = join(newFolder(), 'nan.xlsx');
    writeFileSync(
      file,
      workbook({ 户台账: [ROSTER.slice(0, 7), cell(1, '><v>NaN</v></c>'), cell(2, ' t="n"><v>-INF</v></c>'), cell(3, '><v>80</v></c>')] }),
    );
    const errorsTo = join(dirname(file), 'nan.errors.xlsx');
    const result = await take(file, { acceptValid: true, errorsTo });
    expect(refusedIn(result)).toEqual(['户台账 2 heatedArea not_finite', '户台账 3 heatedArea not_finite']);
    expect(lineOfProblem(words('zh-CN'), result.problems[0]!)).toMatch(/第 2 行 采暖面积：“NaN”/);
    expect(await ask('SELECT number FROM household')).toEqual([{ number: 'N3' }]);
  });
});

describe('an errors workbook that comes back as it is', () => {
  test('is refused where it was, also where text would hide what was wrong', async () => {
    const formats = ['"R04-"0', '000000', '0"号"'];
    const raw = (text: string): CellValue => ({ raw: text });
    const rows: CellValue[][] = [
      [...ROSTER.slice(0, 6), '电表户号', '发票号', '设备序列号', '备注'],
      ...[
        [raw(' s="1"><v>41</v></c>')],
        ['E2', raw(' s="2"><v>41</v></c>')],
        ['E3', null, raw(' s="3"><v>5</v></c>')],
        ['E4', null, null, raw('><v>1.1010519491231E+17</v></c>')],
        ['E5', null, null, null, raw(' t="e"><v>#N/A</v></c>')],
        ['E6', null, null, null, raw('><f>A1</f></c>')],
        ['E7', null, null, null, raw('><v>NaN</v></c>')],
        ['E8', null, null, null, raw('><v>12.5</v></c>')],
      ].map(([number, ...rest]) => [number, '140681201006', '测试户', '常住', '正常', '未改造', ...rest]),
    ];
    const file = join(newFolder(), 'roster.xlsx');
    writeFileSync(file, zip(workbookParts({ 户台账: sheetXml(rows) }, { formats })));
    const errorsTo = join(dirname(file), 'roster.errors.xlsx');
    const first = refusedIn(await take(file, { errorsTo }));
    expect(first).toHaveLength(8);
    expect(refusedIn(await take(errorsTo)).map((one) => one.split(' ').slice(0, 3))).toEqual(
      first.map((one) => one.split(' ').slice(0, 3)),
    );
    expect(await ask('SELECT number FROM household')).toEqual([]);
  });
});

/** What stands in the column 错误, row by row. */
async function errorsIn(file: string): Promise<string[]> {
  const opened = await Workbook.open(file);
  const said: string[] = [];
  for (const sheet of opened.sheets) {
    for await (const rows of opened.rows(sheet)) {
      for (const { row, cells } of rows) {
        const last = cells.at(-1);
        if (row > 1 && last && 'text' in last) said.push(last.text);
      }
    }
  }
  opened.close();
  return said;
}
