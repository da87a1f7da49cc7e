/**
 * What a sheet is: columns and rows as data. This file knows nothing of files, and write-workbook.server.ts knows nothing of
 * heating.
 */
import type { ContractColumn } from './contract';

/** A live formula with its current value, so that a reader which does not calculate shows the right figure. */
export type Formula = { readonly formula: string; readonly cached: number | string };
/** Text, number, empty, or a formula. Text is never taken for anything else, whatever it begins with. */
export type Cell = string | number | null | Formula;

export type Format =
  /** text, left; long texts wrap */
  | 'text'
  /** codes, IDs, phones, accounts, meter numbers: text cells in the text format, so that no digit is lost on editing */
  | 'code'
  /** short words, centred */
  | 'word'
  | 'count'
  /** a number that counts nothing: 序号, a year */
  | 'ordinal'
  /** a number of any kind */
  | 'figure'
  /** ㎡, kWh, ℃ … with two decimals */
  | 'decimal2'
  /** 万元 with four decimals */
  | 'wan'
  /** 元 with two decimals */
  | 'yuan'
  /** percent with two decimals, or “—” */
  | 'rate'
  /** CalendarDay, shown yyyy-mm-dd */
  | 'day';

/** What the row 合计 holds in a column. */
export type Total =
  | { kind: 'none' }
  /** SUM over the rows; `scale` is the smallest unit (100 for two decimals), in which the cached sum is kept exactly. */
  | { kind: 'sum'; scale: number }
  /** How many rows have something in this column. */
  | { kind: 'count' }
  /** The same formula as in the rows, over the cells of the row 合计; `inRows` where the rows have another. */
  | ({ kind: 'rate'; inRows?: Terms } & Terms);

/** The columns that a numerator and a denominator add up, by key. */
type Terms = { numerator: readonly string[]; denominator: readonly string[] };

export type Column<Row> = ContractColumn & {
  key: string;
  /** In characters of the body font (a Chinese character is two). */
  width: number;
  format: Format;
  total: Total;
  /** Not called for rates, which are formulas over the columns that `total` names. */
  value: (row: Row) => Cell;
};

export const NO_TOTAL: Total = { kind: 'none' };

/** A line below the table; one about a column is printed on the page of that column. */
export type Note = string | { readonly text: string; readonly of: string };

/** A sheet in the common layout: title, unit line, two-row header, rows, 合计, signatures, notes. */
export type Sheet<Row> = {
  name: string;
  title: string;
  /** Row 2: reporting unit | season and as-of date | unit of measure. */
  subtitle: readonly [string, string, string];
  paper: 'A3' | 'A4';
  columns: readonly Column<Row>[];
  /** Counts that a rate needs and that are no column of the contract. They stand right of an empty column, outside the print area. */
  basis: readonly Column<Row>[];
  /** Columns that stay visible when scrolling to the right, and are printed again on every page beside the first. */
  frozenColumns: number;
  /** Lists have a filter and no limit on their length; summaries have neither. */
  list: boolean;
  hasTotal: boolean;
  /** Height in points of a row with one line. */
  rowHeight: number;
  signed: boolean;
  /** Printed below, one line each. */
  notes: readonly Note[];
  rows: Iterable<Row> | AsyncIterable<Row>;
  /** A second, short table below 合计, in the columns of the first. It has its own headings and rates, and no total. */
  below?: { title: string; columns: readonly Column<unknown>[]; rows: readonly unknown[] };
};

/** The places of the written cells, for formulas that refer to them and for the checks. */
export type WrittenSheet = {
  name: string;
  /** Data rows, without 合计. */
  rows: number;
  firstRow: number;
  lastRow: number;
  totalRow: number | null;
  /** Column letters by key. */
  letters: Readonly<Record<string, string>>;
  /** The cached values of the row 合计 by key. */
  totals: Readonly<Record<string, number>>;
  /** How often each word stands in a column of format `word`, as written. */
  words: Readonly<Record<string, ReadonlyMap<string, number>>>;
};

/** Rows 1–4 are the header; data begins below. */
export const FIRST_DATA_ROW = 5;

/** 1 → A, 27 → AA. */
export function columnLetter(number: number): string {
  let letters = '';
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** Column letters by key. The basis columns follow after one empty column. */
export function lettersOf(sheet: { columns: readonly { key: string }[]; basis: readonly { key: string }[] }): Record<string, string> {
  const letters: Record<string, string> = {};
  for (const [index, column] of sheet.columns.entries()) letters[column.key] = columnLetter(index + 1);
  for (const [index, column] of sheet.basis.entries()) letters[column.key] = columnLetter(sheet.columns.length + index + 2);
  return letters;
}
