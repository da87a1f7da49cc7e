import { once } from 'node:events';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDeflateRaw } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Refusal } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { openSheets } from '~/imports/open-sheets';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { readSheet } from '~/imports/workbook/sheet.server';
import { newFolder, resavedByLibreOffice, withOpenpyxl } from './make-with-programs';
import { type Part, rowXml, sheetXml, workbook, workbookParts, zip } from './make-workbook';

function saved(bytes: Buffer | string, name = 'file.xlsx'): string {
  const path = join(newFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

/** Reads all sheets and returns the code of the refusal, or the number of rows. */
async function outcomeOf(path: string): Promise<string | number> {
  let opened: Workbook | undefined;
  try {
    opened = await Workbook.open(path);
    let rows = 0;
    for (const sheet of opened.sheets) for await (const batch of opened.rows(sheet)) rows += batch.length;
    return rows;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    for (const language of ['zh-CN', 'en'] as const) {
      const sentence = sentenceOf(language, error.problem);
      expect(sentence).not.toContain('{{');
      expect(sentence).not.toBe(error.problem.code);
    }
    return error.problem.code;
  } finally {
    opened?.close();
  }
}

const HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
const TAIL = '</sheetData></worksheet>';
const sheets = (xml: string | Buffer, options = {}): Part[] => workbookParts({ 户台账: xml as string }, options);
/** A workbook whose sheet is made of `pieces`, compressed as they come, so that a gigabyte is never held in memory. */
async function packedSheet(pieces: Iterable<string>, claim?: number): Promise<Buffer> {
  const deflate = createDeflateRaw({ level: 6 });
  const packed: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => packed.push(chunk));
  let size = 0;
  for (const piece of pieces) {
    size += Buffer.byteLength(piece);
    if (!deflate.write(piece)) await once(deflate, 'drain');
  }
  deflate.end();
  await once(deflate, 'end');
  return replacePart(zip(sheets(`${HEAD}${TAIL}`)), Buffer.concat(packed), claim ?? size);
}

/** Replaces the last part, which is the sheet, with these compressed bytes. */
function replacePart(whole: Buffer, packed: Buffer, size: number): Buffer {
  const end = whole.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const listing = whole.readUInt32LE(end + 16);
  const central = whole.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]), end);
  const local = whole.readUInt32LE(central + 42);
  const nameLength = whole.readUInt16LE(local + 26);
  const head = Buffer.from(whole.subarray(0, local + 30 + nameLength));
  const directory = Buffer.from(whole.subarray(listing, end));
  const tail = Buffer.from(whole.subarray(end));
  for (const [buffer, at] of [
    [head, local + 18],
    [directory, central - listing + 20],
  ] as const) {
    buffer.writeUInt32LE(packed.length, at);
    buffer.writeUInt32LE(size, at + 4);
  }
  tail.writeUInt32LE(head.length + packed.length, 16);
  return Buffer.concat([head, packed, directory, tail]);
}

function* repeated(piece: string, times: number, before = HEAD, after = TAIL): Generator<string> {
  yield before;
  const many = piece.repeat(1_000);
  for (let i = 0; i < times / 1_000; i++) yield many;
  yield after;
}

describe('files that are something else', () => {
  const good = () => workbook({ 户台账: [['户编号'], ['1']] });

  test('an empty file', async () => expect(await outcomeOf(saved(''))).toBe('workbook.empty-file'));
  test('text, page and other markup under the name .xlsx', async () => {
    expect(await outcomeOf(saved('户编号,户主姓名\n1,张三\n'))).toBe('workbook.other-format');
    expect(await outcomeOf(saved(Buffer.from([0xbb, 0xa7, 0xb1, 0xe0, 0x2c, 0x31])))).toBe('workbook.other-format');
    expect(await outcomeOf(saved('\uFEFF<html><table><tr><td>1</td></tr></table></html>'))).toBe('workbook.other-format');
    expect(await outcomeOf(saved('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'))).toBe(
      'workbook.other-format',
    );
    expect(await outcomeOf(saved('%PDF-1.4 ...'))).toBe('workbook.other-format');
    expect(await outcomeOf(saved(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8])))).toBe('workbook.not-a-workbook');
  });
  // Two starts of LibreOffice, each of which takes long on a busy machine.
  test('.xls and .ods of LibreOffice, and .csv', { timeout: 240_000 }, async () => {
    const file = withOpenpyxl('wb = openpyxl.Workbook(); wb.active.append(["户编号"]); wb.save(path)');
    for (const format of ['xls', 'ods']) {
      expect([format, await outcomeOf(resavedByLibreOffice(file, format))]).toEqual([format, 'workbook.other-format']);
    }
    // What it writes as csv: the text, and a line feed.
    expect(await outcomeOf(saved('户编号\n'))).toBe('workbook.other-format');
  });
  test('a workbook with a password (the outer format of .xls with an encrypted part)', async () => {
    const ole = Buffer.alloc(4096);
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(ole);
    Buffer.from('EncryptedPackage', 'utf16le').copy(ole, 1024);
    expect(await outcomeOf(saved(ole))).toBe('workbook.encrypted');
    expect(await outcomeOf(saved(zip(sheets(sheetXml([['1']])).map((part) => ({ ...part, flags: 0x801 })))))).toBe('workbook.encrypted');
  });
  test('.xlsb, .docx and any other zip', async () => {
    expect(await outcomeOf(saved(zip([{ name: 'xl/workbook.bin', data: 'x' }])))).toBe('workbook.other-format');
    expect(await outcomeOf(saved(zip([{ name: 'word/document.xml', data: '<w/>' }])))).toBe('workbook.other-format');
    expect(await outcomeOf(saved(zip([{ name: 'readme.txt', data: 'x' }])))).toBe('workbook.not-a-workbook');
  });
  test('cut off anywhere', async () => {
    const whole = good();
    for (const share of [0.02, 0.3, 0.6, 0.9, 0.999]) {
      const path = saved(whole);
      truncateSync(path, Math.floor(whole.length * share));
      expect(['workbook.truncated', 'workbook.not-a-workbook', 'workbook.other-format']).toContain(await outcomeOf(path));
    }
  });
  test('damaged inside', async () => {
    const path = saved(good());
    const bytes = readFileSync(path);
    const at = bytes.indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length;
    bytes.fill(0xff, at, at + 20);
    writeFileSync(path, bytes);
    expect(await outcomeOf(path)).toBe('workbook.damaged');
    expect(await outcomeOf(saved(zip(sheets('<worksheet><sheetData><row r="1"></sheetData></worksheet>'))))).toBe('workbook.damaged');
    expect(await outcomeOf(saved(zip(sheets('no markup at all'))))).toBe('workbook.damaged');
    expect(await outcomeOf(saved(zip(sheets(''))))).toBe('workbook.damaged');
    const broken = Buffer.from(sheetXml([['甲乙丙']]));
    broken[broken.indexOf(Buffer.from('乙')) + 1] = 0x20;
    expect(await outcomeOf(saved(zip(sheets(broken))))).toBe('workbook.damaged');
  });
  test('parts that point nowhere, or twice to one place', async () => {
    expect(await outcomeOf(saved(zip(sheets(sheetXml([['1']])).filter(({ name }) => !name.includes('sheet1')))))).toBe('workbook.damaged');
    expect(await outcomeOf(saved(zip(sheets(`${HEAD}<row r="1"><c r="A1" t="s"><v>5</v></c></row>${TAIL}`))))).toBe('workbook.damaged');
    const parts = sheets(sheetXml([['1']]));
    expect(await outcomeOf(saved(zip([...parts, parts.at(-1)!])))).toBe('workbook.damaged');
    expect(await outcomeOf(saved(zip([...parts, { name: '../../etc/passwd', data: 'x' }])))).toBe('workbook.damaged');
    expect(await outcomeOf(saved(zip([...parts, { name: '/etc/passwd', data: 'x' }])))).toBe('workbook.damaged');
  });
  test('a target outside the container is not followed', async () => {
    const parts = sheets(sheetXml([['1']])).map((part) =>
      part.name === 'xl/_rels/workbook.xml.rels'
        ? { ...part, data: String(part.data).replace('worksheets/sheet1.xml', '../../../../etc/passwd') }
        : part,
    );
    expect(await outcomeOf(saved(zip(parts)))).toBe('workbook.damaged');
  });
});

describe('files that would eat the machine', () => {
  const within = async (path: string): Promise<string | number> => {
    const before = process.memoryUsage().rss;
    const outcome = await outcomeOf(path);
    // The limit is well above the measured use: some hundred megabytes, not gigabytes. The test's own timeout limits the time.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
    return outcome;
  };

  test('a gigabyte of equal rows, told in the directory or hidden by it', async () => {
    const rows = (): Generator<string> => repeated('<row><c><v>1</v></c></row>', 20_000_000);
    expect(await within(saved(await packedSheet(rows())))).toBe('workbook.expands-too-much');
    expect(['workbook.expands-too-much', 'workbook.damaged']).toContain(await within(saved(await packedSheet(rows(), 1_000))));
  }, 120_000);
  test('one endless cell, endless white space, an endless attribute', async () => {
    const cell = `${HEAD}<row r="1"><c r="A1" t="inlineStr"><is><t>${'x'.repeat(12_000_000)}</t></is></c></row>${TAIL}`;
    expect(await within(saved(zip(sheets(cell))))).toBe('workbook.cell-too-long');
    expect(await within(saved(zip(sheets(`${HEAD}${' '.repeat(12_000_000)}${TAIL}`))))).toBe('workbook.cell-too-long');
    expect(await within(saved(zip(sheets(`${HEAD}<row r="${'1'.repeat(12_000_000)}"/>${TAIL}`))))).toBe('workbook.cell-too-long');
  });
  test('a cell at the limit is read, one above it is named', async () => {
    const of = (length: number) => saved(workbook({ 户台账: [['户编号'], ['x'.repeat(length)]] }));
    expect(await outcomeOf(of(32_767))).toBe(2);
    expect(await outcomeOf(of(32_768))).toBe('workbook.cell-too-long-at');
  });
  test('too many shared texts, too deep, too many parts', async () => {
    const strings = `<sst>${'<si><t>a</t></si>'.repeat(6_000_000)}</sst>`;
    expect(await within(saved(zip(sheets(sheetXml([['1']]), { strings }))))).toBe('workbook.expands-too-much');
    expect(await within(saved(zip(sheets('<a>'.repeat(100_000)))))).toBe('workbook.damaged');
    const parts = Array.from({ length: 1_200 }, (_, i) => ({ name: `xl/media/${i}.png`, data: '' }));
    expect(await outcomeOf(saved(zip([...sheets(sheetXml([['1']])), ...parts])))).toBe('workbook.too-many-parts');
  });
  test('names of sheets and headings as long as books are told in short', async () => {
    const book = 'x'.repeat(20_000);
    const known = sheetXml([['户编号', ...Array.from({ length: 29 }, (_, at) => `${book}${at}`)], ['1']]);
    const all = { 户台账: known, ...Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`${book}${at}`, sheetXml([['1']])])) };
    const opened = await Workbook.open(saved(zip(workbookParts(all))));
    try {
      const refusal = await openSheets(opened).catch((error: unknown) => error as Refusal);
      // It lacks columns; its notes would be as long.
      expect((refusal as Refusal).problem.code).toBe('workbook.missing-columns');
      expect(opened.sheets).toHaveLength(100);
      expect(opened.sheets.join('').length).toBeLessThan(100 * 100);
    } finally {
      opened.close();
    }
  });
  test('thousands of sheets, and a sheet of empty cells', async () => {
    const many = workbookParts({ 户台账: sheetXml([['户编号']]) }).map((part) =>
      part.name === 'xl/workbook.xml'
        ? { ...part, data: String(part.data).replace('<sheets>', `<sheets>${'<sheet name="x" sheetId="9" r:id="rId1"/>'.repeat(300_000)}`) }
        : part,
    );
    expect(await within(saved(zip(many)))).toBe('workbook.too-many-sheets');
    const empty = async function* () {
      yield Buffer.from(`${HEAD}<row r="1"><c r="A1"><v>1</v></c></row><row r="2">`);
      const cell = Buffer.from(`<c s="${'1'.repeat(900_000)}"/>`);
      for (let at = 0; at < 400; at += 1) yield cell;
      throw new Error('read to its end');
    };
    const rows = readSheet({ sheet: '户台账', part: 'sheet1.xml', strings: undefined, styles: [], epoch: 1900 }, empty());
    const reading = async () => {
      for await (const _ of rows) void _;
    };
    await expect(reading()).rejects.toMatchObject({ problem: { code: 'workbook.mostly-empty' } });
  });
  test('entities of a DTD are not even looked at', async () => {
    const bomb =
      `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b ` +
      `"&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`;
    expect(await outcomeOf(saved(zip(sheets(bomb))))).toBe('workbook.doctype');
    expect(await outcomeOf(saved(zip(sheets(bomb.replace(/<!DOCTYPE.*\]>/, '')))))).toBe('workbook.damaged');
  });
  test('a million formatted empty rows are passed over; with nothing else there is nothing to import', async () => {
    function* rows(withContent: boolean): Generator<string> {
      yield HEAD + rowXml(1, ['户编号']);
      if (withContent) yield rowXml(2, ['1']);
      for (let row = 3; row <= 1_048_576; ) {
        let piece = '';
        for (let n = 0; n < 1_000 && row <= 1_048_576; n++, row++)
          piece += `<row r="${row}" s="1" customFormat="1"><c r="A${row}" s="1"/><c r="B${row}" s="1"/></row>`;
        yield piece;
      }
      yield TAIL;
    }
    expect(await within(saved(await packedSheet(rows(true))))).toBe(2);
    expect(await within(saved(await packedSheet(rows(false))))).toBe(1);
  }, 120_000);
  test('more rows than a sheet has, and rows that go back', async () => {
    expect(await outcomeOf(saved(zip(sheets(`${HEAD}<row r="1048577"><c><v>1</v></c></row>${TAIL}`))))).toBe('workbook.too-many-rows');
    expect(await outcomeOf(saved(zip(sheets(`${HEAD}<row r="2"/><row r="2"><c><v>1</v></c></row>${TAIL}`))))).toBe('workbook.damaged');
    expect(await outcomeOf(saved(zip(sheets(`${HEAD}<row r="1"><c r="XFE1"><v>1</v></c></row>${TAIL}`))))).toBe('workbook.damaged');
  });
  test('what kills other readers is ignored: merges, validations and names over whole columns', async () => {
    const xml = sheetXml([['户编号'], ['1']]).replace(
      '</worksheet>',
      '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><dataValidations><dataValidation type="list" ' +
        'sqref="A:XFD"><formula1>"是,否"</formula1></dataValidation></dataValidations></worksheet>',
    );
    expect(await outcomeOf(saved(zip(sheets(xml))))).toBe(2);
  });
  test('a zip of 64 bits is read', async () => {
    const file = withOpenpyxl(`
import zipfile
wb = openpyxl.Workbook(); wb.active.append(['户编号']); wb.save(path)
source = zipfile.ZipFile(path); parts = {n: source.read(n) for n in source.namelist()}
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
    for name, content in parts.items():
        with z.open(zipfile.ZipInfo(name), 'w', force_zip64=True) as part: part.write(content)`);
    expect(await outcomeOf(file)).toBe(1);
  });
});

describe('workbooks that cannot be taken as a whole', () => {
  const problemsOf = async (sheets: Record<string, (string | null)[][]>) => {
    const opened = await Workbook.open(saved(workbook(sheets)));
    try {
      return await openSheets(opened).then(
        ({ sheets: found, notes }) => ({ sheets: found.map(({ name }) => name), notes }),
        (error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          return (error as Refusal & { problems: unknown }).problems;
        },
      );
    } finally {
      opened.close();
    }
  };

  test('columns are found by title in any order, full-width and with blanks', async () => {
    expect(
      await problemsOf({
        ' 采暖季': [['结束日期*', '开始 日期', '区划代码', '采暖季', '错误']],
        热源: [['热源编号', '名称', '类型', '区划代码', '容量（蒸吨）', '颜色']],
      }),
    ).toEqual({
      sheets: ['采暖季', '热源'],
      notes: [{ code: 'unknown_columns', sheet: '热源', columns: '颜色' }],
    });
  });
  test('a missing required column is named, in every sheet at once', async () => {
    expect(await problemsOf({ 采暖季: [['采暖季', '区划代码']], 热源: [['热源编号', '名称', '区划代码']] })).toEqual([
      { code: 'workbook.missing-columns', details: { sheet: '采暖季', columns: '开始日期、结束日期', row: 1 } },
      { code: 'workbook.missing-columns', details: { sheet: '热源', columns: '类型', row: 1 } },
    ]);
  });
  test('sheets twice, columns twice', async () => {
    const season = [['采暖季', '区划代码', '开始日期', '结束日期']];
    expect(await problemsOf({ 采暖季: season, '采暖季 ': season })).toEqual([
      { code: 'workbook.sheet-twice', details: { sheet: '采暖季' } },
    ]);
    expect(await problemsOf({ 采暖季: [[...season[0]!, '采暖季']] })).toEqual([
      { code: 'workbook.repeated-columns', details: { sheet: '采暖季', columns: '采暖季' } },
    ]);
  });
  test('unknown and empty sheets are reported; with no other there is nothing to take', async () => {
    expect(await problemsOf({ 说明: [['请看']], 房屋: [], 采暖季: [['采暖季', '区划代码', '开始日期', '结束日期']] })).toEqual({
      sheets: ['采暖季'],
      notes: [
        { code: 'unknown_sheet', sheet: '说明' },
        { code: 'empty_sheet', sheet: '房屋' },
      ],
    });
    expect(await problemsOf({ Sheet1: [['1']] })).toMatchObject([{ code: 'workbook.no-known-sheet' }]);
  });
});
