/**
 * Workbooks in the form in which public bug reports have them, in tests/imports/cases: what each of them is in the register afterwards,
 * or why it is not taken. The same kinds as Excel's neighbours write them stand beside each.
 */
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { Refusal } from '~/domain/problems';
import { words } from '~/i18n/words.server';
import { lineOfProblem } from '~/imports/sentences';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { type ImportOptions, type ImportResult, importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { type Database, freshDatabase } from '../helpers/database';
import { declareSeason } from '../helpers/register';
import { NOW } from './county-file';
import { newFolder, resavedByLibreOffice } from './make-with-programs';

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
/** The file as it is, and as LibreOffice saves it. */
const both = (name: string) => [caseFile(name), resavedByLibreOffice(caseFile(name))];

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
