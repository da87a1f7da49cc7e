/**
 * Makes workbooks for tests part by part, so that a test can also make invalid ones that no real program writes. Real files of
 * openpyxl and LibreOffice come from running those programs (make-with-programs.ts).
 */
import { crc32, deflateRawSync } from 'node:zlib';
import { columnLetters } from '~/imports/workbook/cell';

export type CellValue = string | number | boolean | null | undefined | { raw: string };
export type Sheets = Record<string, CellValue[][]>;
export type Part = { name: string; data: Buffer | string; claim?: number; method?: number; flags?: number };

const crc = typeof crc32 === 'function' ? crc32 : crcOf;

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

/** The cells of one sheet as XML: inline strings, numbers, booleans; `{raw}` is inserted unchanged after `<c r="A1"`. */
export function sheetXml(rows: CellValue[][]): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    `<sheetData>${rows.map((cells, i) => rowXml(i + 1, cells)).join('')}</sheetData></worksheet>`
  );
}

export function rowXml(row: number, cells: CellValue[]): string {
  return `<row r="${row}">${cells.map((value, i) => cellXml(`${columnLetters(i)}${row}`, value)).join('')}</row>`;
}

function cellXml(reference: string, value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return `<c r="${reference}"${value.raw}`;
  if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
  if (typeof value === 'boolean') return `<c r="${reference}" t="b"><v>${value ? 1 : 0}</v></c>`;
  return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
}

/** All parts except the sheets. `styles` are the number formats of styles 1, 2, …; style 0 is General. */
export function workbookParts(
  sheets: Record<string, string>,
  options: { formats?: string[]; strings?: string; date1904?: boolean } = {},
): Part[] {
  const names = Object.keys(sheets);
  const formats = options.formats ?? [];
  const related = names.map((_, i) => relation(`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`));
  related.push(relation('rId900', 'styles', 'styles.xml'));
  if (options.strings !== undefined) related.push(relation('rId901', 'sharedStrings', 'sharedStrings.xml'));
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  return [
    {
      name: '[Content_Types].xml',
      data: '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    },
    { name: '_rels/.rels', data: relations([relation('rId1', 'officeDocument', 'xl/workbook.xml')]) },
    {
      name: 'xl/workbook.xml',
      data:
        `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
        `<workbookPr${options.date1904 ? ' date1904="1"' : ''}/><sheets>` +
        names.map((name, i) => `<sheet name="${escapeXml(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('') +
        '</sheets></workbook>',
    },
    { name: 'xl/_rels/workbook.xml.rels', data: relations(related) },
    {
      name: 'xl/styles.xml',
      data:
        `<?xml version="1.0"?><styleSheet xmlns="${main}"><numFmts>` +
        formats.map((code, i) => `<numFmt numFmtId="${200 + i}" formatCode="${escapeXml(code)}"/>`).join('') +
        '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>' +
        formats.map((_, i) => `<xf numFmtId="${200 + i}"/>`).join('') +
        '</cellXfs></styleSheet>',
    },
    ...(options.strings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', data: options.strings }]),
    ...Object.values(sheets).map((data, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, data })),
  ];
}

/** An ordinary small workbook. */
export function workbook(sheets: Sheets): Buffer {
  return zip(workbookParts(Object.fromEntries(Object.entries(sheets).map(([name, rows]) => [name, sheetXml(rows)]))));
}

function relation(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
}

function relations(list: string[]): string {
  return (
    `<?xml version="1.0"?><Relationships ` +
    `xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`
  );
}

type Packed = { name: Buffer; crc: number; packed: Buffer; size: number; method: number; flags: number };

function pack(part: Part): Packed {
  const data = typeof part.data === 'string' ? Buffer.from(part.data) : part.data;
  const method = part.method ?? 8;
  const packed = method === 8 ? deflateRawSync(data, { level: 6 }) : data;
  return {
    name: Buffer.from(part.name),
    crc: crc(data) >>> 0,
    packed,
    size: part.claim ?? data.length,
    method,
    flags: part.flags ?? 0x800,
  };
}

/** A zip file of these parts. `claim` writes a false unpacked size into the directory. */
export function zip(parts: Part[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { name, crc: sum, packed, size, method, flags } = pack(part);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(sum, 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(sum, 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    pieces.push(local, name, packed);
    directory.push(central, name);
    offset += local.length + name.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, listing, end]);
}

const TABLE = new Uint32Array(256).map((_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crcOf(data: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of data) sum = TABLE[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
