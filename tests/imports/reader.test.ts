import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Cell, SheetRow } from '~/imports/workbook/cell';
import { columnIndex, columnLetters } from '~/imports/workbook/cell';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { shownAs } from '~/imports/workbook/styles.server';
import { newFolder, resavedByLibreOffice, withOpenpyxl } from './make-with-programs';
import { type CellValue, sheetXml, workbook, workbookParts, zip } from './make-workbook';

function saved(bytes: Buffer, name = 'file.xlsx'): string {
  const path = join(newFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

async function rowsOf(path: string, sheet?: string): Promise<SheetRow[]> {
  const opened = await Workbook.open(path);
  try {
    const rows: SheetRow[] = [];
    for await (const batch of opened.rows(sheet ?? opened.sheets[0]!)) rows.push(...batch);
    return rows;
  } finally {
    opened.close();
  }
}

const text = (value: string): Cell => ({ kind: 'text', text: value });
/** Cells of a sheet whose XML after `<c r="A1"` is given. */
const cellsOf = async (raw: string[], options: Parameters<typeof workbookParts>[1] = {}): Promise<(Cell | undefined)[]> => {
  const row = raw.map((xml): CellValue => ({ raw: xml }));
  const rows = await rowsOf(saved(zip(workbookParts({ 表: sheetXml([['头'], row]) }, options))));
  return Array.from(rows[1]?.cells ?? []);
};

describe('columns', () => {
  test('letters and numbers', () => {
    for (const [letters, index] of [
      ['A', 0],
      ['Z', 25],
      ['AA', 26],
      ['AB', 27],
      ['XFD', 16_383],
    ] as const) {
      expect(columnIndex(letters)).toBe(index);
      expect(columnLetters(index)).toBe(letters);
    }
  });
});

describe('number formats', () => {
  test.each([
    ['yyyy-mm-dd', 'date'],
    ['yyyy"年"m"月"d"日"', 'date'],
    ['[$-804]yyyy\\年m\\月', 'date'],
    ['h:mm:ss', 'date'],
    ['[h]:mm', 'date'],
    ['m/d/yy h:mm', 'date'],
    ['上午/下午h"时"mm"分"', 'date'],
    ['General', 'number'],
    ['0.00', 'number'],
    ['#,##0.00', 'number'],
    ['0.00E+00', 'number'],
    ['@', 'number'],
    ['[Red]0.0', 'number'],
    ['0"days"', 'altered'],
    ['"TRUE";"TRUE";"FALSE"', 'altered'],
    ['000000', 'padded'],
    ['0', 'number'],
    // What only groups, rounds or leaves room shows the number itself.
    ['0_ ', 'number'],
    ['0.00_);[Red]\\(0.00\\)', 'number'],
    ['#,##0_);\\-#,##0', 'number'],
    ['G/通用格式', 'number'],
    ['_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', 'number'],
    // What adds signs, moves the point or hides shows another text.
    ['"R04-"0', 'altered'],
    ['000-0000', 'altered'],
    ['0"号"', 'altered'],
    ['0号', 'altered'],
    ['0\\号', 'altered'],
    ['General"户"', 'altered'],
    ['0%', 'altered'],
    ['#,##0,', 'altered'],
    ['0!.0,"万"', 'altered'],
    ['[DBNum1][$-804]General', 'altered'],
    ['¥#,##0', 'altered'],
    [';;;', 'altered'],
    ['"a;b"0;0', 'altered'],
  ])('%s is shown as %s', (format, shown) => expect(shownAs(format)).toBe(shown));
});

describe('cells', () => {
  test('texts: inline, shared, rich, without phonetic guides, unescaped', async () => {
    const strings =
      '<?xml version="1.0"?><sst><si><t>甲</t></si><si><r><t>富</t></r><r><rPr><b/></rPr><t xml:space="preserve">文 本</t></r></si>' +
      '<si><t>汉字</t><rPh sb="0" eb="2"><t>ハンジ</t></rPh></si><si><t>第一行_x000D_\n第二行 _x005F_x0041_</t></si></sst>';
    const cells = await cellsOf(
      [
        ' t="s"><v>0</v></c>',
        ' t="s"><v>1</v></c>',
        ' t="s"><v>2</v></c>',
        ' t="s"><v>3</v></c>',
        ' t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r></is></c>',
        ' t="inlineStr"><is><t>汉</t><rPh sb="0" eb="1"><t>かん</t></rPh></is></c>',
        ' t="str"><f>A1</f><v>算出的文字</v></c>',
        ' t="inlineStr"><is><t>   </t></is></c>',
      ],
      { strings },
    );
    expect(cells.slice(0, 7)).toEqual(['甲', '富文 本', '汉字', '第一行\r\n第二行 _x0041_', '富文本', '汉', '算出的文字'].map(text));
    expect(cells[7]).toBeUndefined();
  });

  test('numbers keep the text they were written with', async () => {
    const cells = await cellsOf(
      ['><v>18.300000000000001</v></c>', '><v>1.1010519491231E+17</v></c>', ' s="1"><v>7</v></c>', ' t="n"><f>1+1</f><v>2</v></c>'],
      { formats: ['000000'] },
    );
    expect(cells).toEqual([
      { kind: 'number', text: '18.300000000000001' },
      { kind: 'number', text: '1.1010519491231E+17' },
      { kind: 'padded-number', text: '7', format: '000000' },
      { kind: 'number', text: '2' },
    ]);
  });

  test('dates by their format, in both systems', async () => {
    const formats = ['yyyy"年"m"月"d"日"'];
    expect(await cellsOf([' s="1"><v>44105</v></c>'], { formats })).toEqual([{ kind: 'date', text: '44105', epoch: 1900 }]);
    expect(await cellsOf([' s="1"><v>42643</v></c>', ' t="d"><v>2020-10-01</v></c>'], { formats, date1904: true })).toEqual([
      { kind: 'date', text: '42643', epoch: 1904 },
      { kind: 'iso-date', text: '2020-10-01' },
    ]);
  });

  test('booleans, errors, formulas without a result', async () => {
    expect(
      await cellsOf([
        ' t="b"><v>1</v></c>',
        ' t="b"><f aca="false">FALSE()</f><v>0</v></c>',
        '><f>TRUE()</f></c>',
        ' t="n"><f>FALSE()</f><v>0</v></c>',
        ' t="e"><v>#N/A</v></c>',
        '><f>B1*2</f></c>',
        '><f>IF(A1,"","")</f><v></v></c>',
      ]),
    ).toEqual([
      { kind: 'boolean', value: true },
      { kind: 'boolean', value: false },
      { kind: 'boolean', value: true },
      { kind: 'boolean', value: false },
      { kind: 'error', text: '#N/A' },
      { kind: 'formula-without-result' },
      { kind: 'formula-without-result' },
    ]);
  });

  test('a number altered by its format keeps the format; 0 has a section of its own', async () => {
    const formats = ['0"号"', '0;-0;;@', '[<100]"甲"0;0'];
    expect(
      await cellsOf([' s="1"><v>5</v></c>', ' s="2"><v>5</v></c>', ' s="2"><v>0</v></c>', ' s="3"><v>500</v></c>'], { formats }),
    ).toEqual([
      { kind: 'altered-number', text: '5', format: '0"号"' },
      { kind: 'number', text: '5' },
      { kind: 'altered-number', text: '0', format: '0;-0;;@' },
      { kind: 'altered-number', text: '500', format: '[<100]"甲"0;0' },
    ]);
  });

  test('what is no number, or endless, is a cell of its own; any other text where a number should stand is damage', async () => {
    const written = ['NaN', 'nan', 'INF', '-Infinity', '1.#QNAN', '-1.#IND', '1E400'];
    expect(await cellsOf(written.map((text) => ` t="n"><v>${text}</v></c>`))).toEqual(
      written.map((text) => ({ kind: 'not-finite', text })),
    );
    await expect(cellsOf(['><v>一</v></c>'])).rejects.toThrow('workbook.damaged');
  });

  test('an empty text that a formula gave is a blank cell; one that was never computed is not', async () => {
    expect(
      await cellsOf([
        ' t="str"><f>IFERROR(VLOOKUP("x",A1:B9,2,FALSE),"")</f><v></v></c>',
        ' t="str"><f>IF(1,"","")</f><v/></c>',
        ' t="str"><f>IF(1,"","")</f></c>',
        ' t="inlineStr"><is><t>&#x200B;&#xFEFF;</t></is></c>',
        '><v>1</v></c>',
      ]),
    ).toEqual([undefined, undefined, { kind: 'formula-without-result' }, undefined, { kind: 'number', text: '1' }]);
  });

  test('rows and cells without a reference follow each other; blank ones are not there', async () => {
    const xml =
      '<worksheet><sheetData><row><c><v>1</v></c><c t="inlineStr"><is><t>二</t></is></c></row><row/><row><c/><c ' +
      's="3"/><c><v>3</v></c></row></sheetData></worksheet>';
    const rows = await rowsOf(saved(zip(workbookParts({ 表: xml }))));
    expect(rows.map(({ row }) => row)).toEqual([1, 3]);
    expect(rows[1]!.cells[2]).toEqual({ kind: 'number', text: '3' });
  });

  test('prefixed names and UTF-16 are read too', async () => {
    const prefixed =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" ' +
      't="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
    expect(await rowsOf(saved(zip(workbookParts({ 表: prefixed }))))).toEqual([{ row: 1, cells: [text('甲')] }]);
    const utf16 = Buffer.from(`\uFEFF${sheetXml([['甲乙']])}`.replace('UTF-8', 'UTF-16'), 'utf16le');
    expect(await rowsOf(saved(zip(workbookParts({ 表: utf16 as never }))))).toEqual([{ row: 1, cells: [text('甲乙')] }]);
  });
});

describe('Chinese text across the pieces of a large file', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `${'周荣韩雪梅'.slice(i % 4, (i % 4) + 2)}${'山'.repeat(i % 7)}𠮷${i}`);

  test('inline', async () => {
    const rows = await rowsOf(saved(workbook({ 表: names.map((name) => [name]) })));
    expect(rows.map(({ cells }) => (cells[0] as { text: string }).text)).toEqual(names);
  });

  test('written by openpyxl, and saved again by LibreOffice', async () => {
    const file = withOpenpyxl(
      'wb = openpyxl.Workbook(); ws = wb.active; ws.title = "户台账"\nfor name in data: ws.append([name])\nwb.save(path)',
      names,
    );
    for (const path of [file, resavedByLibreOffice(file)]) {
      const rows = await rowsOf(path, '户台账');
      expect(rows.map(({ cells }) => (cells[0] as { text: string }).text)).toEqual(names);
    }
  });
});

describe('files of real programs', () => {
  const SCRIPT = `
wb = openpyxl.Workbook(); ws = wb.active; ws.title = '户台账'
ws.append(['户编号', '户主姓名', '计划内', '否', '安装日期', '时间', '面积', '备注', '算'])
ws.append(['001', '张三', True, False, datetime.date(2020, 10, 1), datetime.datetime(2020, 12, 5, 14, 30, 15), 85.5, '第一行\\n第二行', '=1+1'])
ws['E2'].number_format = 'yyyy"年"m"月"d"日"'
ws.merge_cells('H2:H4')
from openpyxl.worksheet.datavalidation import DataValidation
dv = DataValidation(type='list', formula1='"是,否"'); dv.add('A1:XFD1048576'); ws.add_data_validation(dv)
wb.create_sheet('其他').append(['甲'])
wb.save(path)`;
  const expected = (epoch: 1900 | 1904): Cell[] => [
    text('001'),
    text('张三'),
    { kind: 'boolean', value: true },
    { kind: 'boolean', value: false },
    { kind: 'date', text: '44105', epoch },
  ];

  test('openpyxl', async () => {
    const rows = await rowsOf(withOpenpyxl(SCRIPT));
    expect(rows[1]!.cells.slice(0, 5)).toEqual(expected(1900));
    expect(rows[1]!.cells[6]).toEqual({ kind: 'number', text: '85.5' });
    expect(rows[1]!.cells[8]).toEqual({ kind: 'formula-without-result' });
    expect(Number((rows[1]!.cells[5] as { text: string }).text)).toBeCloseTo(44170 + (14.5 * 3600 + 15) / 86_400, 6);
  });

  test('LibreOffice computes what openpyxl left open', async () => {
    const path = resavedByLibreOffice(withOpenpyxl(SCRIPT));
    const opened = await Workbook.open(path);
    expect(opened.sheets).toEqual(['户台账', '其他']);
    opened.close();
    const rows = await rowsOf(path);
    expect(rows[1]!.cells.slice(0, 5)).toEqual(expected(1900));
    expect(rows[1]!.cells[7]).toEqual(text('第一行\n第二行'));
    expect(rows[1]!.cells[8]).toEqual({ kind: 'number', text: '2' });
  });

  test('the 1904 system', async () => {
    const file = withOpenpyxl(`
from openpyxl.utils.datetime import CALENDAR_MAC_1904
wb = openpyxl.Workbook(); wb.epoch = CALENDAR_MAC_1904; wb.active.append([datetime.date(2020, 10, 1)]); wb.save(path)`);
    expect((await rowsOf(file))[0]!.cells[0]).toEqual({ kind: 'date', text: '42643', epoch: 1904 });
  });

  test('sheets are read in any order, and twice', async () => {
    const opened = await Workbook.open(saved(workbook({ 甲: [['1']], 乙: [['2']] })));
    const read = async (name: string) => {
      for await (const [row] of opened.rows(name)) return row!.cells[0];
      return undefined;
    };
    expect([await read('乙'), await read('甲'), await read('乙'), await read('丙')]).toEqual([text('2'), text('1'), text('2'), undefined]);
    opened.close();
  });
});
