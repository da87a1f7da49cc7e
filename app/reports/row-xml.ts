import type { CalendarDay } from '~/domain/time/calendar-day';
import type { Cell } from './sheet';

/** The most characters that Excel stores in a cell. */
const LONGEST_TEXT = 32_767;

/** The characters XML 1.0 does not allow, and a lone half of a surrogate pair. */
const NOT_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Excel reads _x0041_ as “A”. Writing the underscore as _x005F_ keeps the typed text. */
const EXCEL_ESCAPE = /_(?=x[0-9a-fA-F]{4}_)/g;

/** Text that a cell can hold: without characters XML forbids, and cut where Excel would refuse the file. */
export function cellText(text: string): string {
  const clean = text.replace(NOT_XML, '');
  if (clean.length <= LONGEST_TEXT) return clean;
  const cut = clean.slice(0, LONGEST_TEXT - 1);
  const half = cut.charCodeAt(cut.length - 1);
  return `${half >= 0xd800 && half <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}

function xmlText(text: string): string {
  return text.replace(EXCEL_ESCAPE, '_x005F_').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;');
}

/** A day as Excel's serial number (1899-12-30 is 0). Before March 1900 the counts differ, so such days are written as text. */
export function excelDay(day: CalendarDay): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 25_569;
}

/**
 * One row of a sheet. `letters` and `styles` (ids in the workbook's style table) go with the cells.
 *
 * Text is an inline string: it is never taken for a formula, needs no table in memory, and every reader knows it (the
 * streaming writer of ExcelJS marks text as the result of a formula instead). A number that is not finite is a bug of
 * ours and would make a file Excel wants to repair, so it throws. `height` (points) is kept by every program, so that rows of one
 * line are equally high whatever font stands in for ours.
 */
export function rowXml(
  number: number,
  cells: readonly Cell[],
  letters: readonly string[],
  styles: readonly number[],
  height: number,
): string {
  let xml = `<row r="${number}" ht="${height}" customHeight="1">`;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? null;
    const start = `<c r="${letters[i]}${number}" s="${styles[i]}"`;
    if (cell === null) xml += `${start}/>`;
    else if (typeof cell === 'string') xml += `${start} t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`;
    else if (typeof cell === 'number') xml += `${start}><v>${finite(cell, letters[i]!, number)}</v></c>`;
    else if (typeof cell.cached === 'string') xml += `${start} t="str"><f>${xmlText(cell.formula)}</f><v>${xmlText(cell.cached)}</v></c>`;
    else xml += `${start}><f>${xmlText(cell.formula)}</f><v>${finite(cell.cached, letters[i]!, number)}</v></c>`;
  }
  return `${xml}</row>`;
}

function finite(value: number, letter: string, row: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`cell ${letter}${row} would hold ${value}`);
  return value;
}
