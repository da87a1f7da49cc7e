/**
 * Where rows come from: a workbook, or rows that a program made. Both give sheets of cells, so everything after is one way.
 */
import { labelOf, type EnumName } from '~/domain/contract/enumerations';
import { SHEETS, type Column, type SheetName } from './contract-sheets';
import type { Cell, SheetRow } from './workbook/cell';

export interface RowSource {
  readonly sheets: readonly string[];
  /** The rows with content of a sheet, in batches; the first is the header. May be read more than once. */
  rows(sheet: string): AsyncIterable<SheetRow[]>;
}

/**
 * A row as the code holds it: keys of the contract, enumeration keys, lists as arrays, money in 分, days as YYYY-MM-DD,
 * instants as ISO text. The answers of a visit may lie in `answers`.
 */
export type ImportRow = Record<string, unknown>;
export type ImportRows = Partial<Record<SheetName, Iterable<ImportRow>>>;

const BATCH = 500;

export function sourceOfRows(sheets: ImportRows): RowSource {
  const names = Object.keys(sheets) as SheetName[];
  return {
    sheets: names,
    async *rows(sheet) {
      const { columns } = SHEETS[sheet as SheetName];
      const header: (Cell | undefined)[] = columns.map(({ title }) => ({ kind: 'text', text: title }));
      let batch: SheetRow[] = [{ row: 1, cells: header }];
      let row = 1;
      for (const values of sheets[sheet as SheetName] ?? []) {
        const flat = isRecord(values.answers) ? { ...values.answers, ...values } : values;
        batch.push({ row: ++row, cells: columns.map((column) => cellOf(column, flat[column.key])) });
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
  };
}

function isRecord(value: unknown): value is ImportRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cellOf(column: Column, value: unknown): Cell | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (Array.isArray(value)) return value.length === 0 ? undefined : { kind: 'text', text: value.map((one) => labelIn(column.enum, String(one))).join('、') };
  if (typeof value === 'number') return { kind: 'number', text: column.type === 'money' ? (value / 100).toFixed(2) : String(value) };
  return { kind: 'text', text: labelIn(column.enum, String(value)) };
}

function labelIn(name: EnumName | undefined, key: string): string {
  return name === undefined ? key : labelOf(name, key);
}
