/** The source of rows: a workbook, or rows that a program made. Both give sheets of cells, so all later steps are the same. */
import { type EnumName, labelOf } from '~/domain/contract/enumerations';
import { CLEAR, type Column, SHEETS, type SheetName } from './contract-sheets';
import type { Cell, SheetRow } from './workbook/cell';
import type { MergedArea } from './workbook/merged-areas.server';

export interface RowSource {
  readonly sheets: readonly string[];
  /** The rows with content of a sheet, in batches; the first is the header. May be read more than once. */
  rows(sheet: string): AsyncIterable<SheetRow[]>;
  /** The merged areas of a sheet. */
  mergedAreas(sheet: string): Promise<MergedArea[]>;
  /** Whether the tab of the sheet is hidden. */
  isHidden(sheet: string): boolean;
  /** How much of a sheet has been read, from 0 to 1, for showing progress. */
  shareRead(sheet: string): number;
}

/**
 * A row as the code holds it: keys of the contract (or the titles of the sheet), enumeration keys (or labels), lists as arrays,
 * money in 分, days as YYYY-MM-DD, instants as ISO text. The answers of a visit may lie in `answers`. As in a file, a value that is
 * null or missing leaves the stored one alone, and 清空 clears it.
 */
type ImportRow = object;
export type ImportRows = Partial<Record<SheetName, readonly ImportRow[]>>;

const BATCH = 500;

export function sourceOfRows(sheets: ImportRows): RowSource {
  const given = Object.entries(sheets).filter(([, rows]) => rows.length > 0) as [SheetName, readonly ImportRow[]][];
  const read = new Map<string, number>();
  return {
    sheets: given.map(([name]) => name),
    mergedAreas: async () => [],
    isHidden: () => false,
    shareRead: (sheet) => read.get(sheet) ?? 0,
    async *rows(sheet) {
      const rows = given.find(([name]) => name === sheet)?.[1] ?? [];
      const columns = columnsOf(sheet as SheetName, rows);
      let batch: SheetRow[] = [{ row: 1, cells: columns.map(({ title }) => ({ kind: 'text', text: title })) }];
      let row = 1;
      for (const values of rows) {
        const flat = flattened(values);
        batch.push({ row: ++row, cells: columns.map((column) => cellOf(column, flat[column.key] ?? flat[column.title])) });
        if (batch.length < BATCH) continue;
        read.set(sheet, (row - 1) / rows.length);
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
  };
}

function columnsOf(sheet: SheetName, rows: readonly ImportRow[]): Column[] {
  const used = new Set<string>();
  for (const row of rows) for (const key in flattened(row)) used.add(key);
  return SHEETS[sheet].columns.filter(({ key, title }) => used.has(key) || used.has(title));
}

function flattened(row: ImportRow): Record<string, unknown> {
  const values = row as Record<string, unknown>;
  const { answers } = values;
  return typeof answers === 'object' && answers !== null ? { ...answers, ...values } : values;
}

function cellOf(column: Column, value: unknown): Cell | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (Array.isArray(value))
    return value.length === 0 ? undefined : { kind: 'text', text: value.map((one) => labelIn(column.enum, String(one))).join('、') };
  if (typeof value === 'number') return { kind: 'number', text: column.type === 'money' ? (value / 100).toFixed(2) : String(value) };
  return { kind: 'text', text: value === CLEAR ? CLEAR : labelIn(column.enum, String(value)) };
}

function labelIn(name: EnumName | undefined, key: string): string {
  return name === undefined ? key : labelOf(name, key);
}
