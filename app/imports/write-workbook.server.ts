/**
 * Writes the two workbooks of an import: the refused rows with their problems, and the empty template; and plain tables for other
 * programs. It is the only file of the import that uses ExcelJS.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import ExcelJS from 'exceljs';
import { keysOf, labelOf } from '~/domain/contract/enumerations';
import { CLEAR, type Column, ERROR_COLUMN, SHEETS, type SheetName } from './contract-sheets';
import { digitsOfWhole } from './decode-cell';
import { momentOfSerial } from './decode-date';
import { hintOf, mayClear } from './template-hints';
import type { Cell } from './workbook/cell';

const TEXT = { numFmt: '@' };
const DAY = { numFmt: 'yyyy-mm-dd' };
const MOMENT = { numFmt: 'yyyy-mm-dd hh:mm:ss' };
const PLAIN = {};
const ERRORS: ReadonlySet<string> = new Set(['#N/A', '#REF!', '#NAME?', '#DIV/0!', '#NULL!', '#VALUE!', '#NUM!']);
/** The API never says when it is ahead of the disk; this is where it shows (docs/decisions/0009-reading-workbooks.md). */
type Piped = { stream?: { pipes?: { _writableState: { needDrain: boolean }; once: WriteStream['once'] }[] } };

/** Writes refused rows into sheets of the contract with one more column. Memory does not grow with the rows. */
export class RefusedRowsWriter {
  private readonly file: WriteStream;
  private readonly workbook: ExcelJS.stream.xlsx.WorkbookWriter;
  private readonly broken: Promise<never>;
  private sheet: { writer: ExcelJS.Worksheet; columns: readonly Column[]; rows: number } | undefined;

  constructor(path: string) {
    // Only the file's owner may read it, because it holds personal data.
    this.file = createWriteStream(path, { mode: 0o600 });
    this.broken = once(this.file, 'error').then(([error]) => Promise.reject(error as Error));
    this.broken.catch(() => undefined);
    this.workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: this.file, useStyles: true, useSharedStrings: false });
  }

  startSheet(name: SheetName, columns: readonly Column[]): void {
    this.endSheet();
    const writer = this.workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    writer.columns = [...columns.map((column) => ({ width: widthOf(column) })), { width: 60 }];
    const header = writer.addRow([...columns.map(({ title }) => title), ERROR_COLUMN]);
    header.font = { bold: true };
    header.commit();
    this.sheet = { writer, columns, rows: 0 };
  }

  /** The cells in the order of the columns. */
  async row(cells: readonly (Cell | undefined)[], errors: string): Promise<void> {
    const { writer, columns } = this.sheet!;
    const written = columns.map((column, i) => writtenCell(column, cells[i]));
    const row = writer.addRow([...written.map(({ value }) => value), errors]);
    for (const [i, { style }] of written.entries()) row.getCell(i + 1).style = style;
    row.getCell(columns.length + 1).style = TEXT;
    row.commit();
    if (++this.sheet!.rows % 100 === 0) await this.roomToWrite();
  }

  async close(): Promise<void> {
    this.endSheet();
    await Promise.race([this.workbook.commit(), this.broken]);
    if (!this.file.closed) {
      this.file.end();
      await Promise.race([once(this.file, 'close'), this.broken]);
    }
  }

  abandon(): void {
    this.file.destroy();
  }

  private endSheet(): void {
    this.sheet?.writer.commit();
    this.sheet = undefined;
  }

  private async roomToWrite(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const pipe = (this.sheet!.writer as unknown as Piped).stream?.pipes?.[0];
    if (pipe?._writableState.needDrain) await Promise.race([once(pipe as unknown as WriteStream, 'drain'), this.broken]);
  }
}

function widthOf(column: Column): number {
  if (column.type === 'text' && !column.many) return Math.max(column.title.length * 2 + 4, 18);
  return Math.max(column.title.length * 2 + 4, 12);
}

type Written = { value: string | number | boolean | Date | ExcelJS.CellErrorValue | null; style: Partial<ExcelJS.Style> };

/**
 * The cell as it was in the file. In a text column it is text, so that the next program does not drop more digits. A number that was
 * refused for its format or its digits stays a number, because as text it would be accepted when the workbook comes back.
 */
function writtenCell(column: Column, cell: Cell | undefined): Written {
  const textual = column.type === 'text' || column.type === 'enum' || column.type === 'bool';
  const style = textual ? TEXT : PLAIN;
  if (!cell) return { value: null, style: column.type === 'date' || column.type === 'datetime' ? TEXT : style };
  switch (cell.kind) {
    case 'boolean':
      return { value: column.type === 'bool' ? (cell.value ? '是' : '否') : cell.value, style };
    case 'number': {
      const digits = textual ? digitsOfWhole(cell.text) : undefined;
      return { value: digits ?? Number(cell.text), style: digits === undefined ? PLAIN : style };
    }
    case 'padded-number':
    case 'altered-number':
      return { value: Number(cell.text), style: { numFmt: cell.format } };
    case 'date': {
      const moment = momentOfSerial(Number(cell.text), cell.epoch);
      if (!moment || textual) return { value: moment?.day ?? cell.text, style: TEXT };
      const day = Date.UTC(Number(moment.day.slice(0, 4)), Number(moment.day.slice(5, 7)) - 1, Number(moment.day.slice(8)));
      return { value: new Date(day + moment.second * 1000), style: moment.second === 0 ? DAY : MOMENT };
    }
    case 'formula-without-result':
      return { value: { error: '#N/A' }, style: PLAIN };
    case 'error':
      return { value: { error: (ERRORS.has(cell.text) ? cell.text : '#N/A') as ExcelJS.CellErrorValue['error'] }, style: PLAIN };
    case 'not-finite':
      return { value: { error: '#NUM!' }, style: PLAIN };
    default:
      return { value: cell.text, style: TEXT };
  }
}

const LAST_TEMPLATE_ROW = 100_000;
/** Excel's limit for the choices written into a validation. */
const LONGEST_CHOICES = 255;

/**
 * An empty workbook with all columns of these sheets: text columns in the text format, drop-downs for choices, and no sample
 * rows to delete.
 */
export async function templateWorkbook(names: readonly SheetName[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  for (const name of names) {
    const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    SHEETS[name].columns.forEach((column, i) => {
      const target = sheet.getColumn(i + 1);
      target.width = widthOf(column);
      // Excel stores a date typed into a text-formatted column as text. The importer reads both forms.
      target.numFmt =
        column.type === 'date' ? 'yyyy-mm-dd' : column.type === 'datetime' ? 'yyyy-mm-dd hh:mm' : isNumber(column) ? 'General' : '@';
      const cell = sheet.getCell(1, i + 1);
      cell.value = column.title;
      cell.numFmt = '@';
      cell.font = { bold: true, color: column.required ? { argb: 'FFB3261E' } : undefined };
      const choices = choicesIn(column);
      validate(sheet, i + 1, choices && mayClear(name, column) ? [...choices, CLEAR] : choices, hintOf(name, column));
    });
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function isNumber(column: Column): boolean {
  return column.type === 'int' || column.type === 'decimal' || column.type === 'money';
}

function choicesIn(column: Column): readonly string[] | undefined {
  // Several choices in one cell are separated by 、, which a drop-down would refuse.
  if (column.many) return undefined;
  if (column.type === 'bool') return ['是', '否'];
  if (column.enum) return keysOf(column.enum).map((key) => labelOf(column.enum!, key));
  return column.values;
}

/** Adds a column's drop-down, and the hint that a selected cell shows. */
function validate(sheet: ExcelJS.Worksheet, column: number, choices: readonly string[] | undefined, hint: string | undefined): void {
  const list = (choices ?? []).join(',');
  const picks = list !== '' && list.length <= LONGEST_CHOICES;
  if (!picks && hint === undefined) return;
  const letter = sheet.getColumn(column).letter;
  const { dataValidations } = sheet as unknown as { dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void } };
  dataValidations.add(`${letter}2:${letter}${LAST_TEMPLATE_ROW}`, {
    ...(picks
      ? {
          type: 'list',
          allowBlank: true,
          formulae: [`"${list}"`],
          showErrorMessage: true,
          errorTitle: ERROR_COLUMN,
          error: list.slice(0, 200),
        }
      : { type: 'any' as never, formulae: [] }),
    ...(hint !== undefined && { showInputMessage: true, prompt: hint }),
  });
}

/** A table as a plain workbook for another program: titles in the first row, every cell a text, nothing else. */
export async function tableWorkbook(table: readonly (readonly string[])[]): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Sheet1');
  for (const row of table) sheet.addRow([...row]);
  const widths = (table[0] ?? []).map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  for (const [at, width] of widths.entries()) {
    sheet.getColumn(at + 1).width = Math.min(40, width * 2 + 2);
    sheet.getColumn(at + 1).numFmt = '@';
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}
