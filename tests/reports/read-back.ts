import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PYTHON } from '../helpers/office-programs';

const HERE = new URL('.', import.meta.url).pathname;

export type ReadCell = { v: string | number | boolean | null; f: string | null; t: string; n: string; font: string };
export type ReadSheet = {
  name: string;
  cells: Record<string, ReadCell>;
  merges: string[];
  freeze: string | null;
  filter: string | null;
  printArea: string | null;
  printTitles: string | null;
  printTitleColumns: string | null;
  /** The number of the last column before each page break. */
  columnBreaks: number[];
  scale: number | null;
  paper: number;
  orientation: string;
  fit: [boolean, number, number];
  footer: string | null;
  rows: number;
  columns: number;
};

/** A workbook as openpyxl reads it, by sheet name. Without the formulas it takes half the time. */
export function readBack(file: string, what: 'all' | 'values' = 'all'): Map<string, ReadSheet> {
  const json = execFileSync(PYTHON, [join(HERE, 'dump-workbook.py'), file, ...(what === 'values' ? ['--values'] : [])], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  return new Map((JSON.parse(json) as ReadSheet[]).map((sheet) => [sheet.name, sheet]));
}

/** Writes a copy with wrong cached values everywhere and returns the wrong value of this cell. */
export function spoilCachedValues(file: string, copy: string, sheet: string, cell: string): string {
  return execFileSync(PYTHON, [join(HERE, 'spoil-cached-values.py'), file, copy, sheet, cell], { encoding: 'utf8' }).trim();
}

/** The two header rows as the contract has them: [group, title] per column, up to the first empty one. */
export function headerOf(sheet: ReadSheet): [string, string][] {
  const header: [string, string][] = [];
  let group = '';
  for (let column = 1; ; column++) {
    const letter = letterOf(column);
    const [above, below] = [sheet.cells[`${letter}3`]?.v, sheet.cells[`${letter}4`]?.v];
    if (above == null && below == null) return header;
    // A title alone is merged over both rows and is in the upper one; a group is above its first column.
    if (above != null && below == null) {
      header.push(['', String(above)]);
      continue;
    }
    if (above != null) group = String(above);
    header.push([group, String(below)]);
  }
}

export function letterOf(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** The data rows of a sheet (row 5 up to 合计, or to the end of the list) by header title, with the group and a point before it. */
export function rowsOf(sheet: ReadSheet, lastRow?: number): Record<string, ReadCell['v']>[] {
  const names = headerOf(sheet).map(([group, title]) => (group ? `${group}·${title}` : title));
  const rows: Record<string, ReadCell['v']>[] = [];
  for (let row = 5; row <= (lastRow ?? sheet.rows); row++) {
    if (sheet.cells[`A${row}`]?.v === '合计') break;
    // An empty list says 无 in the place of its first row.
    if (row === 5 && sheet.cells.A5?.v === '无') continue;
    rows.push(Object.fromEntries(names.map((name, at) => [name, sheet.cells[`${letterOf(at + 1)}${row}`]?.v ?? null])));
  }
  return rows;
}

export function totalRow(sheet: ReadSheet): number {
  const found = Object.entries(sheet.cells).find(([at, cell]) => /^A\d+$/.test(at) && cell.v === '合计');
  if (!found) throw new Error(`${sheet.name} has no 合计`);
  return Number(found[0].slice(1));
}
