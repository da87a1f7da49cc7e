/**
 * Fonts, lines and number formats of the workbook, by name: 宋体, 黑体 and 仿宋 are on every office computer in China (GB/T 9704 asks
 * for them, docs/definitions.md#source-documents); a program without them substitutes its own. Each style is one object, made
 * once, because the writer's style table is keyed by the object.
 */
import type { Format } from './sheet';

type Side = { style: 'thin'; color: { argb: string } };
export type CellStyle = {
  numFmt?: string;
  font: { name: string; size: number; bold?: boolean; color?: { argb: string } };
  alignment: { horizontal: 'left' | 'center' | 'right'; vertical: 'middle' | 'top'; wrapText?: boolean };
  border?: { top: Side; left: Side; bottom: Side; right: Side };
  fill?: { type: 'pattern'; pattern: 'solid'; fgColor: { argb: string } };
};

const LINE: Side = { style: 'thin', color: { argb: 'FF000000' } };
const BOX = { top: LINE, left: LINE, bottom: LINE, right: LINE };
const GREY = { argb: 'FF808080' };
/** Points of the figures, the smallest type that is printed. */
export const BODY = 10;

const NUMBER_FORMATS: Record<Format, string | undefined> = {
  text: '@',
  code: '@',
  word: '@',
  count: '#,##0',
  ordinal: '0',
  figure: 'General',
  decimal2: '#,##0.00',
  wan: '#,##0.0000',
  yuan: '#,##0.00',
  rate: '0.00%',
  day: 'yyyy-mm-dd',
};

const ALIGNMENTS: Record<Format, 'left' | 'center' | 'right'> = {
  text: 'left',
  code: 'center',
  word: 'center',
  count: 'right',
  ordinal: 'center',
  figure: 'right',
  decimal2: 'right',
  wan: 'right',
  yuan: 'right',
  rate: 'right',
  day: 'center',
};

function byFormat(make: (format: Format) => CellStyle): Readonly<Record<Format, CellStyle>> {
  return Object.fromEntries((Object.keys(NUMBER_FORMATS) as Format[]).map((format) => [format, make(format)])) as Record<Format, CellStyle>;
}

export const BODY_STYLES = byFormat((format) => ({
  numFmt: NUMBER_FORMATS[format],
  font: { name: '宋体', size: BODY },
  alignment: { horizontal: ALIGNMENTS[format], vertical: 'middle', wrapText: format === 'text' },
  border: BOX,
}));

export const TOTAL_STYLES = byFormat((format) => ({
  numFmt: NUMBER_FORMATS[format],
  font: { name: '宋体', size: BODY, bold: true },
  alignment: { horizontal: ALIGNMENTS[format], vertical: 'middle' },
  border: BOX,
}));

/** The style of the counts beside a sheet that its rates divide by. */
export const BASIS_STYLES = byFormat((format) => ({
  numFmt: NUMBER_FORMATS[format],
  font: { name: '宋体', size: BODY - 1, color: GREY },
  alignment: { horizontal: 'right', vertical: 'middle' },
}));

export const BASIS_LABEL: CellStyle = {
  font: { name: '宋体', size: BODY - 1, color: GREY },
  alignment: { horizontal: 'right', vertical: 'middle', wrapText: true },
};

export const HEADER: CellStyle = {
  font: { name: '黑体', size: BODY },
  alignment: { horizontal: 'center', vertical: 'middle', wrapText: true },
  border: BOX,
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF2F2F2' } },
};

export const COVER_TEXT: CellStyle = {
  numFmt: '@',
  font: { name: '宋体', size: 11 },
  alignment: { horizontal: 'left', vertical: 'middle', wrapText: true },
  border: BOX,
};
export const COVER_NUMBER: CellStyle = {
  font: { name: '宋体', size: 11 },
  alignment: { horizontal: 'center', vertical: 'middle' },
  border: BOX,
};

/** The style of texts above and below the table. `size` grows with the width of the sheet, because the page shrinks to fit. */
export function titleStyle(size: number): CellStyle {
  return { font: { name: '宋体', size, bold: true }, alignment: { horizontal: 'center', vertical: 'middle', wrapText: true } };
}

export function lineStyle(size: number, horizontal: 'left' | 'center' | 'right'): CellStyle {
  return { font: { name: '仿宋', size }, alignment: { horizontal, vertical: 'middle', wrapText: true } };
}
