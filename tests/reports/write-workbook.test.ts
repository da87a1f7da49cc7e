import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Cell, Column, Sheet } from '~/reports/sheet';
import { WorkbookFile } from '~/reports/write-workbook.server';
import { convert } from '../helpers/office-programs';
import { readBack } from './read-back';

const folder = mkdtempSync(join(tmpdir(), 'qingnuan-writer-'));
let file: string;
let made = 0;
beforeEach(() => {
  made += 1;
  file = join(folder, `${made}.xlsx`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = { name: string; part: number; whole: number };
const column = (
  title: string,
  key: string,
  format: Column<Row>['format'],
  total: Column<Row>['total'],
  value: (row: Row) => Cell,
): Column<Row> => ({ group: '', title, key, width: 14, format, total, value });

function sheetOf(name: string, rows: Sheet<Row>['rows'], change: Partial<Sheet<Row>> = {}): Sheet<Row> {
  return {
    name,
    title: '标题',
    subtitle: ['左', '中', '右'],
    paper: 'A4',
    columns: [
      column('名称', 'name', 'text', { kind: 'none' }, (row) => row.name),
      column('接通', 'part', 'count', { kind: 'sum', scale: 100 }, (row) => row.part),
      column('改造', 'whole', 'count', { kind: 'sum', scale: 100 }, (row) => row.whole),
      column('接通率', 'rate', 'rate', { kind: 'rate', numerator: ['part'], denominator: ['whole'] }, () => null),
    ],
    basis: [],
    frozenColumns: 1,
    list: false,
    hasTotal: true,
    rowHeight: 16,
    signed: true,
    notes: ['注：说明'],
    rows,
    ...change,
  };
}

const open = (target = file, signal?: AbortSignal) =>
  new WorkbookFile(target, { creator: '测试', created: new Date('2021-06-01T00:00:00Z'), signal });

async function write(sheets: readonly Sheet<Row>[], order = sheets.map(({ name }) => name)): Promise<void> {
  const workbook = open();
  for (const sheet of sheets) await workbook.writeSheet(sheet);
  await workbook.close(order);
  await workbook.putInPlace();
}

test('published rates read as they were published, from unrounded counts, half up', async () => {
  const published: [string, number, number, string][] = [
    ['山西2018通气', 61.33, 88.59, '69.23%'],
    ['小平易村', 238, 319, '74.61%'],
    ['气短缺户', 42.6, 474.3, '8.98%'],
    ['怀仁六乡镇', 4678, 10_111, '46.27%'],
    ['一村', 657, 1337, '49.14%'],
    ['半数进位', 1, 20_000, '0.01%'],
    ['全部', 7, 7, '100.00%'],
    ['没有分母', 0, 0, '—'],
  ];
  await write([
    sheetOf(
      '比率',
      published.map(([name, part, whole]) => ({ name, part, whole })),
    ),
  ]);
  const text = execFileSync('pdftotext', ['-layout', convert(file, 'pdf'), '-'], { encoding: 'utf8' });
  const lines = text.split('\n');
  for (const [name, , , rate] of published)
    expect(
      lines
        .find((line) => line.includes(name))
        ?.trim()
        .split(/\s+/)
        .at(-1),
      name,
    ).toBe(rate);
  const read = readBack(file).get('比率')!;
  expect(read.cells.D12).toMatchObject({ f: '=IF(C12=0,"—",B12/C12)', v: '—' });
  expect(read.cells.D13).toMatchObject({ f: '=IF(C13=0,"—",B13/C13)' });
  // 61.33 + 238 + 42.6 + 4678 + 657 + 1 + 7, summed in hundredths.
  expect(read.cells.B13).toMatchObject({ f: '=SUM(B5:B12)', v: 5684.93 });
});

test('ExcelJS itself would write the same cells', async () => {
  const rows = Array.from({ length: 250 }, (_, at) => ({ name: at % 3 === 0 ? `=${at}` : `户<${at}>&"'`, part: at, whole: at + 1 }));
  await write([sheetOf('甲', rows)]);
  const own = new ExcelJS.Workbook();
  const plain = own.addWorksheet('甲');
  for (const [at, row] of rows.entries()) {
    plain.getRow(at + 5).values = [
      row.name,
      row.part,
      row.whole,
      { formula: `IF(C${at + 5}=0,"—",B${at + 5}/C${at + 5})`, result: row.part / row.whole },
    ];
  }
  const theirs = join(folder, 'theirs.xlsx');
  await own.xlsx.writeFile(theirs);
  const [ours, expected] = [readBack(file).get('甲')!, readBack(theirs).get('甲')!];
  const data = (cells: typeof ours.cells) =>
    Object.fromEntries(
      Object.entries(cells)
        .filter(([at]) => {
          const row = Number(at.replace(/\D+/, ''));
          return row >= 5 && row < 255;
        })
        .map(([at, { v, f, t }]) => [at, [v, f, t]]),
    );
  expect(data(ours.cells)).toEqual(data(expected.cells));
});

test('a sheet written last can stand first, and it is the one that opens', async () => {
  const rows = [{ name: '一', part: 1, whole: 2 }];
  await write([sheetOf('乙', rows), sheetOf('甲', rows)], ['甲', '乙']);
  expect([...readBack(file).keys()]).toEqual(['甲', '乙']);
  const workbook = open(join(folder, 'misnamed.xlsx'));
  await workbook.writeSheet(sheetOf('甲', rows));
  await expect(workbook.close(['乙'])).rejects.toThrow(/order/);
  await workbook.discard();
});

test('a sheet without rows says 无 and has totals of nothing', async () => {
  await write([sheetOf('空', [], { list: true })]);
  const { cells, filter } = readBack(file).get('空')!;
  expect([cells.A5?.v, cells.A6?.v, cells.B6?.v, cells.D6?.v, filter]).toEqual(['无', '合计', 0, '—', 'A4:D4']);
});

test('rows may come slowly or by the ten thousand, from anything that yields them', async () => {
  async function* many() {
    for (let at = 0; at < 20_000; at++) {
      if (at % 5000 === 0) await new Promise(setImmediate);
      yield { name: `${at}`, part: 1, whole: 2 };
    }
  }
  const seen: number[] = [];
  const workbook = open();
  const written = await workbook.writeSheet(sheetOf('长', many(), { list: true }), (cells) => seen.push(Number(cells[0])));
  await workbook.close(['长']);
  await workbook.putInPlace();
  expect(written).toMatchObject({ rows: 20_000, firstRow: 5, lastRow: 20_004, totalRow: 20_005, totals: { part: 20_000, whole: 40_000 } });
  expect(seen).toEqual(Array.from({ length: 20_000 }, (_, at) => at));
  expect(readBack(file, 'values').get('长')!.cells.B20005?.v).toBe(20_000);
});

test('a file that cannot be written fails at once, whether few rows or many', async () => {
  for (const count of [1, 5000]) {
    const workbook = open(join(folder, 'missing', 'x.xlsx'));
    const rows = Array.from({ length: count }, () => ({ name: '一', part: 1, whole: 2 }));
    await expect(workbook.writeSheet(sheetOf('甲', rows)).then(() => workbook.close(['甲']))).rejects.toMatchObject({ code: 'ENOENT' });
    await workbook.discard();
  }
});

test('what goes wrong while rows are read leaves nothing behind', async () => {
  const before = readdirSync(folder);
  async function* broken() {
    for (let at = 0; at < 500; at++) yield { name: '一', part: 1, whole: 2 };
    throw new Error('the database went away');
  }
  const workbook = open();
  await expect(workbook.writeSheet(sheetOf('甲', broken()))).rejects.toThrow('the database went away');
  await workbook.discard();
  expect(readdirSync(folder)).toEqual(before);
});

test('a number that is none is refused, not written', async () => {
  const workbook = open();
  await expect(workbook.writeSheet(sheetOf('甲', [{ name: '一', part: NaN, whole: 2 }]))).rejects.toThrow(/NaN/);
  await workbook.discard();
});

test('told to stop, it stops between two rows', async () => {
  const stop = new AbortController();
  function* endless() {
    for (let at = 0; ; at++) {
      if (at === 1000) stop.abort();
      yield { name: '一', part: 1, whole: 2 };
    }
  }
  const workbook = open(file, stop.signal);
  await expect(workbook.writeSheet(sheetOf('甲', endless()))).rejects.toThrow(/abort/i);
  await workbook.discard();
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
});
