/**
 * The only file of the report that uses ExcelJS. It writes sheets (sheet.ts) into a workbook file, row by row in bounded
 * memory.
 *
 * ExcelJS provides the container, the style table, merges, page set-up and the zip; the rows of the tables are written by
 * rowXml straight into the sheet's stream (docs/decisions/0010-workbook.md says why, and which inner parts of the pinned
 * ExcelJS this leans on). Everything goes to a temporary file beside the target; putInPlace() then moves it to the target.
 */
import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import type { WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import type { Cover } from './cover';
import { bandsOf, columnBreaksXml, pageWidth, widened } from './paper/bands';
import { type Grid, LINE, sheetFonts, writeFoot, writeHead } from './paper/frame';
import { linesIn } from './paper/layout';
import { cellText, excelDay, rowXml } from './row-xml';
import { type Cell, type Column, columnLetter, FIRST_DATA_ROW, lettersOf, type Sheet, type WrittenSheet } from './sheet';
import {
  BASIS_STYLES,
  BODY,
  BODY_STYLES,
  type CellStyle,
  COVER_NUMBER,
  COVER_TEXT,
  HEADER,
  lineStyle,
  TOTAL_STYLES,
  titleStyle,
} from './styles';
import { RowFormulas, Totals } from './totals';

/** Rows between two pauses for the event loop, in which the writer also checks how much the file has accepted. */
const PACE = 100;
/**
 * The workbook's first font decides how wide a column of width 1 is; no cell is written in it. Digits of Verdana, and of the fonts that
 * stand in for it, are nearly equally wide in Excel, WPS and LibreOffice (6 to 6.4 points), while Calibri's substitutes are a third wider
 * than Calibri. They are also wide enough for the figures in a substitute of 宋体.
 */
const UNIT_FONT = '<font><sz val="10"/><name val="Verdana"/><family val="2"/></font>';
const NOTHING_HEIGHT = 24;
const PAPER = { A3: 8, A4: 9 } as const;
/** The cover's text is larger than the body's, so fewer characters stand in a line of its 66 units. */
const COVER_TEXT_WIDTH = 50;
/** In points. A cover with a long list of sheets is made smaller to stand on one page, but never below 8 points. */
const A4_BODY_HEIGHT = 750;
const LEAST_COVER_SCALE = 8 / 10;
const PAGE_NUMBER = '&C&"宋体,常规"&10第 &P 页 共 &N 页';
const MARGINS = { left: 0.39, right: 0.39, top: 0.59, bottom: 0.59, header: 0.3, footer: 0.3 };

/** The inner parts of ExcelJS 4.4 used here, checked by tests/reports/write-workbook.test.ts. */
type SheetInside = ExcelJS.Worksheet & {
  commit(): void;
  _rowZero: number;
  _writeRowBreaks(): void;
  stream: EventEmitter & { write(text: string): void; pipes?: EventEmitter[] & { _writableState: { needDrain: boolean } }[] };
};
type WorkbookInside = ExcelJS.stream.xlsx.WorkbookWriter & {
  stream: WriteStream;
  zip: EventEmitter & { abort(): void };
  styles: { addStyleModel(style: CellStyle): number; model: { fonts: string[] } };
  _worksheets: (SheetInside | undefined)[];
};

export type OnRow = (cells: readonly Cell[]) => void;

export class WorkbookFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #workbook: WorkbookInside;
  /** Rejects when the file or the zip fails, because ExcelJS's commit() would then never settle. */
  readonly #failed: Promise<never>;
  readonly #zipped = new Set<string>();
  readonly #signal: AbortSignal | undefined;

  /** `created` is printed in the file's properties; `signal` stops the writing between two rows. */
  constructor(target: string, properties: { creator: string; created: Date; signal?: AbortSignal }) {
    this.#target = target;
    this.#signal = properties.signal;
    this.#temporary = `${target}.${randomBytes(6).toString('hex')}.part`;
    this.#workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
      filename: this.#temporary,
      useStyles: true,
      useSharedStrings: false,
      zip: { zlib: { level: 1 } },
    }) as WorkbookInside;
    Object.assign(this.#workbook, {
      creator: properties.creator,
      lastModifiedBy: properties.creator,
      created: properties.created,
      modified: properties.created,
    });
    this.#workbook.styles.model.fonts[0] = UNIT_FONT;
    // The first sheet is shown when the file is opened.
    this.#workbook.views = [{ x: 0, y: 0, width: 20_000, height: 12_000, firstSheet: 0, activeTab: 0, visibility: 'visible' }];
    this.#failed = new Promise((_resolve, reject) => {
      this.#workbook.stream.once('error', reject);
      this.#workbook.zip.once('error', reject);
    });
    this.#failed.catch(() => undefined);
    this.#workbook.zip.on('entry', (entry: { name: string }) => this.#zipped.add(entry.name.replace(/^\//, '')));
  }

  /** Writes a sheet. `onRow` gets the cells of every data row as they are written (null for formulas). */
  async writeSheet<Row>(given: Sheet<Row>, onRow: OnRow = () => undefined): Promise<WrittenSheet> {
    const page = pageWidth(given.paper, MARGINS.left);
    const sheet = { ...given, columns: widened(given.columns, page) };
    const paper = { ...bandsOf(sheet.columns, sheet.frozenColumns, page, BODY), repeated: sheet.frozenColumns };
    const wide = paper.bands.length > 1;
    const letters = lettersOf(sheet);
    const columns = [...sheet.columns, ...sheet.basis];
    const inside = this.#addSheet(sheet.name, {
      views: [{ state: 'frozen', xSplit: sheet.frozenColumns, ySplit: FIRST_DATA_ROW - 1, zoomScale: 85 }],
      pageSetup: {
        paperSize: PAPER[sheet.paper] as number as ExcelJS.PaperSize,
        orientation: 'landscape',
        printTitlesRow: `1:${FIRST_DATA_ROW - 1}`,
        // A page break between columns counts only when the sheet is not fitted to the page.
        ...(wide && {
          ...{ fitToPage: false, fitToWidth: undefined, fitToHeight: undefined, scale: paper.scale },
          printTitlesColumn: `A:${columnLetter(paper.repeated)}`,
          // The pages of a row follow each other.
          pageOrder: 'overThenDown' as const,
        }),
      },
      properties: { defaultRowHeight: sheet.rowHeight },
    });
    const widths = sheet.columns.map((column) => column.width);
    const sizes = sheetFonts(sheet, paper);
    inside.columns = [...widths, ...(sheet.basis.length > 0 ? [2] : []), ...sheet.basis.map((column) => column.width)].map((width) => ({
      width,
    }));
    const grid = gridOf(inside);
    writeHead(grid, sheet, paper, sizes);

    const rowLetters = columns.map((column) => letters[column.key]!);
    const styles = [
      ...sheet.columns.map((column) => BODY_STYLES[column.format]),
      ...sheet.basis.map((column) => BASIS_STYLES[column.format]),
    ];
    const styleIds = styles.map((style) => this.#workbook.styles.addStyleModel(style));
    const formulas = new RowFormulas(columns, letters);
    const totals = new Totals(columns);
    let number = FIRST_DATA_ROW;
    for await (const row of sheet.rows) {
      const values = columns.map((column) => (column.total.kind === 'rate' ? null : clean(column.value(row))));
      onRow(values);
      totals.add(values);
      const cells = formulas.fill(daysAsNumbers(columns, values), number);
      inside.stream.write(rowXml(number, cells, rowLetters, styleIds, heightOf(sheet, columns, cells)));
      number += 1;
      if (number % PACE === 0) await this.#breathe(inside);
    }

    const lastRow = number - 1;
    // ExcelJS's own row counter does not know the rows written above.
    inside._rowZero = number;
    if (lastRow < FIRST_DATA_ROW) writeNothing(grid, number++, paper.bands[0]!.last + 1);
    const totalRow = sheet.hasTotal ? number++ : null;
    if (totalRow !== null) {
      const cells = totals.row(letters, FIRST_DATA_ROW, lastRow, totalRow);
      cells[0] = '合计';
      const row = inside.getRow(totalRow);
      row.height = 18;
      columns.forEach((column, index) => {
        const styles = index < sheet.columns.length ? TOTAL_STYLES : BASIS_STYLES;
        put(
          row.getCell(letters[column.key]!),
          cells[index]!,
          styles[column.total.kind === 'count' ? 'count' : index === 0 ? 'word' : column.format],
        );
      });
      row.commit();
    }
    if (sheet.below) number = writeBelow(inside, sheet.below, number + 1, sheet.columns.length);
    number = writeFoot(grid, sheet, paper, number, sizes.line);
    if (sheet.list)
      inside.autoFilter = `A${FIRST_DATA_ROW - 1}:${columnLetter(sheet.columns.length)}${Math.max(lastRow, FIRST_DATA_ROW - 1)}`;
    inside.pageSetup.printArea = `A$1:${columnLetter(sheet.columns.length)}$${number - 1}`;
    if (wide) breakColumns(inside, columnBreaksXml(paper.bands));
    await this.#endSheet(inside);
    return {
      name: sheet.name,
      rows: lastRow - FIRST_DATA_ROW + 1,
      firstRow: FIRST_DATA_ROW,
      lastRow,
      totalRow,
      letters,
      totals: totals.values(),
      words: totals.words(),
    };
  }

  /** Writes the cover, which states what was written and therefore comes last; close() puts it first. */
  async writeCover(cover: Cover): Promise<void> {
    const inside = this.#addSheet(cover.name, {
      pageSetup: { paperSize: PAPER.A4 as number as ExcelJS.PaperSize, orientation: 'portrait', horizontalCentered: true },
    });
    inside.columns = [{ width: 24 }, { width: 52 }, { width: 14 }];
    let number = 1;
    let tall = 0;
    const line = (texts: readonly Cell[], style: readonly CellStyle[], height: number, merge = false): void => {
      const row = inside.getRow(number);
      row.height = height;
      tall += height;
      for (const [index, text] of texts.entries()) put(row.getCell(index + 1), text, style[index]!);
      if (merge) inside.mergeCells(number, 1, number, 3);
      row.commit();
      number += 1;
    };
    const left = COVER_TEXT;
    line([cover.title], [titleStyle(26)], 84, true);
    line([cover.subtitle], [lineStyle(16, 'center')], 36, true);
    for (const [label, text] of cover.facts) {
      const row = inside.getRow(number);
      row.height = 22 * linesIn(text, COVER_TEXT_WIDTH);
      tall += row.height;
      put(row.getCell(1), label, HEADER);
      put(row.getCell(2), text, left);
      put(row.getCell(3), null, left);
      inside.mergeCells(number, 2, number, 3);
      row.commit();
      number += 1;
    }
    line([null], [lineStyle(10, 'left')], 24);
    line(cover.listHead, [HEADER, HEADER, HEADER], 22);
    for (const [name, what, rows] of cover.sheets)
      line([name, what, rows], [COVER_NUMBER, left, COVER_NUMBER], 17 * Math.max(linesIn(name, 24), linesIn(what, 52)));
    line([null], [lineStyle(10, 'left')], 12);
    for (const note of cover.notes) line([note], [lineStyle(10, 'left')], 14 * linesIn(note, 96), true);
    inside.pageSetup.printArea = `A$1:C$${number - 1}`;
    if (tall * LEAST_COVER_SCALE <= A4_BODY_HEIGHT) Object.assign(inside.pageSetup, { fitToPage: true, fitToWidth: 1, fitToHeight: 1 });
    await this.#endSheet(inside);
  }

  /** Closes the temporary file with the sheets in the given order. */
  async close(order: readonly string[]): Promise<void> {
    const sheets = this.#workbook._worksheets.filter((sheet) => sheet !== undefined);
    const inOrder = order.flatMap((name) => sheets.find((sheet) => sheet.name === name) ?? []);
    if (inOrder.length !== sheets.length || inOrder.length !== order.length) throw new Error('the order does not name every sheet once');
    this.#workbook._worksheets = inOrder;
    const closed = once(this.#workbook.stream, 'close');
    closed.catch(() => undefined);
    await this.#orFailed(this.#workbook.commit());
    await this.#orFailed(closed);
  }

  /** Moves the closed file to its target and replaces what was there. */
  async putInPlace(): Promise<void> {
    await rename(this.#temporary, this.#target);
  }

  /** Gives up and leaves nothing on the disk. It does nothing once the file is in place. */
  async discard(): Promise<void> {
    this.#workbook.zip.abort();
    if (!this.#workbook.stream.closed) {
      const closed = new Promise<void>((resolve) => this.#workbook.stream.once('close', () => resolve()));
      this.#workbook.stream.destroy();
      await closed;
    }
    await rm(this.#temporary, { force: true });
  }

  #addSheet(name: string, options: Partial<ExcelJS.AddWorksheetOptions>): SheetInside {
    return this.#workbook.addWorksheet(name, {
      ...options,
      pageSetup: { fitToPage: true, fitToWidth: 1, fitToHeight: 0, margins: MARGINS, ...options.pageSetup },
      headerFooter: { oddFooter: PAGE_NUMBER },
    }) as SheetInside;
  }

  async #breathe(inside: SheetInside): Promise<void> {
    await new Promise(setImmediate);
    this.#signal?.throwIfAborted();
    const pipe = inside.stream.pipes?.[0];
    if (pipe?._writableState.needDrain) await this.#orFailed(once(pipe, 'drain'));
  }

  /** Ends a sheet and waits until it is in the zip; otherwise the next one would collect in memory. */
  async #endSheet(inside: SheetInside): Promise<void> {
    const path = `xl/worksheets/sheet${inside.id}.xml`;
    inside.commit();
    while (!this.#zipped.has(path)) await this.#orFailed(once(this.#workbook.zip, 'entry'));
  }

  #orFailed<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#failed]);
  }
}

function clean(cell: Cell): Cell {
  return typeof cell === 'string' ? cellText(cell) : cell;
}

/** The cells with days turned into Excel's serial numbers. */
function daysAsNumbers<Row>(columns: readonly Column<Row>[], cells: readonly Cell[]): Cell[] {
  return cells.map((cell, index) => (typeof cell === 'string' && columns[index]!.format === 'day' ? excelDay(cell) : cell));
}

/** The height a row needs for the texts that wrap. 409 points are the most Excel allows. */
function heightOf<Row>(sheet: Sheet<Row>, columns: readonly Column<Row>[], cells: readonly Cell[]): number {
  let lines = 1;
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index];
    const column = columns[index]!;
    if (typeof cell === 'string' && column.format === 'text') lines = Math.max(lines, linesIn(cell, column.width));
  }
  return Math.min(409, Math.max(sheet.rowHeight, lines * LINE + 3));
}

function put(cell: ExcelJS.Cell, value: Cell, style: CellStyle): void {
  if (typeof value === 'string') cell.value = { richText: [{ text: cellText(value) }] };
  else if (value !== null && typeof value === 'object')
    cell.value = { formula: value.formula, result: value.cached } as ExcelJS.CellFormulaValue;
  else cell.value = value;
  cell.style = style;
}

/** ExcelJS's streaming writer knows breaks between rows only; those between columns follow them in the file. */
function breakColumns(inside: SheetInside, xml: string): void {
  const rowBreaks = inside._writeRowBreaks.bind(inside);
  inside._writeRowBreaks = () => {
    rowBreaks();
    inside.stream.write(xml);
  };
}

/** An empty list says that it is empty, or a reader thinks that a page is missing. */
function writeNothing(grid: Grid, row: number, columns: number): void {
  for (let column = 1; column <= columns; column++) grid.put(row, column, column === 1 ? '无' : null, BODY_STYLES.word);
  if (columns > 1) grid.merge(row, 1, row, columns);
  grid.height(row, NOTHING_HEIGHT);
  grid.done(row);
}

function gridOf(inside: SheetInside): Grid {
  return {
    put: (row, column, value, style) => put(inside.getCell(row, column), value, style),
    merge: (...range) => inside.mergeCells(...range),
    height: (row, points) => {
      inside.getRow(row).height = points;
    },
    done: (row) => inside.getRow(row).commit(),
  };
}

/** Writes the second table (title, headings, rows) and returns the next free row. */
function writeBelow(inside: SheetInside, below: NonNullable<Sheet<never>['below']>, first: number, columns: number): number {
  let number = first;
  const line = (height: number, cells: readonly Cell[], styles: readonly CellStyle[]): void => {
    const row = inside.getRow(number);
    row.height = height;
    for (const [index, cell] of cells.entries()) put(row.getCell(index + 1), cell, styles[index]!);
    if (cells.length === 1 && columns > 1) inside.mergeCells(number, 1, number, columns);
    row.commit();
    number += 1;
  };
  line(22, [below.title], [lineStyle(11, 'left')]);
  line(
    20,
    below.columns.map((column) => column.title),
    below.columns.map(() => HEADER),
  );
  const formulas = new RowFormulas(below.columns, lettersOf({ columns: below.columns, basis: [] }));
  for (const row of below.rows) {
    const values = below.columns.map((column) => (column.total.kind === 'rate' ? null : clean(column.value(row))));
    line(
      20,
      formulas.fill(values, number),
      below.columns.map((column) => BODY_STYLES[column.format]),
    );
  }
  return number;
}
