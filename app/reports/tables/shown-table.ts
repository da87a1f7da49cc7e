/**
 * 表上看到的和导出的是同一份: a list's columns with their words and values, declared once. The screen shows them, and the sheet of an
 * export is made of the same ones in the same order, with 序号 in front.
 */
import { formatCount, formatYuan } from '~/i18n/formats';
import { type Cell, type Column, type Format, NO_TOTAL, type Sheet, type Total } from '../sheet';
import { sheetName } from '../sheet-name';

/** A column of a list. It is not for formulas: a list has no rates of its own. */
export function listColumn<Row, Key extends string>(
  key: Key,
  title: string,
  width: number,
  format: Format,
  value: (row: Row) => Cell,
  total: Total = NO_TOTAL,
): Column<Row> & { key: Key } {
  return { group: '', title, key, width, format, total, value };
}

/** The chosen ones of a list's columns, in the list's order. */
export function chosenOf<Row>(columns: readonly Column<Row>[], keys: readonly string[]): Column<Row>[] {
  return columns.filter(({ key }) => keys.includes(key));
}

/** A value as the screen writes it, like the sheet does: 1,234.50; a dash for nothing. */
export function shownCell(format: Format, value: Cell): string {
  if (value === null || value === '') return '—';
  if (typeof value !== 'number') return typeof value === 'string' ? value : String(value.cached);
  if (format === 'count') return formatCount(value);
  return format === 'decimal2' || format === 'yuan' ? formatYuan(Math.round(value * 100)) : String(value);
}

export function isNumber(format: Format): boolean {
  return format === 'count' || format === 'decimal2' || format === 'yuan' || format === 'wan' || format === 'figure';
}

type Numbered<Row> = Row & { ordinal: number };
type Input<Row> = {
  name: string;
  title: string;
  subtitle: readonly [string, string, string];
  ordinal: string;
  columns: readonly Column<Row>[];
  notes: readonly string[];
  rows: AsyncIterable<Row> | Iterable<Row>;
};

/** The list as a sheet: exactly these columns and rows. Amounts are added up below. */
export function shownTableSheet<Row>({ name, title, subtitle, ordinal, columns, notes, rows }: Input<Row>): Sheet<Numbered<Row>> {
  return {
    name: sheetName(name, []),
    title,
    subtitle,
    paper: 'A4',
    columns: [listColumn<Numbered<Row>, string>('ordinal', ordinal, 6, 'ordinal', (row) => row.ordinal), ...columns],
    basis: [],
    frozenColumns: 2,
    list: true,
    hasTotal: columns.some(({ total }) => total.kind !== 'none'),
    rowHeight: 18,
    signed: false,
    notes,
    rows: numbered(rows),
  };
}

async function* numbered<Row>(rows: AsyncIterable<Row> | Iterable<Row>): AsyncIterable<Numbered<Row>> {
  let ordinal = 0;
  for await (const row of rows) yield { ...row, ordinal: ++ordinal };
}
