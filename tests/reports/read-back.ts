import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';

/** Debian's own Python: the one openpyxl is installed for, whatever other Python is in the path. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
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
  paper: number;
  orientation: string;
  fit: [boolean, number, number];
  footer: string | null;
  rows: number;
  columns: number;
};

/** A workbook as openpyxl reads it, by sheet name; on request without its formulas, in half the time. */
export function readBack(file: string, what: 'all' | 'values' = 'all'): Map<string, ReadSheet> {
  const json = execFileSync(PYTHON, [join(HERE, 'dump-workbook.py'), file, ...(what === 'values' ? ['--values'] : [])], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return new Map((JSON.parse(json) as ReadSheet[]).map((sheet) => [sheet.name, sheet]));
}

export function spoilCachedValues(file: string, copy: string): void {
  execFileSync(PYTHON, [join(HERE, 'spoil-cached-values.py'), file, copy]);
}

const converted: string[] = [];
afterAll(() => converted.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-soffice-'));
  converted.push(folder);
  return folder;
}

let profile: string | undefined;

/** LibreOffice's settings, made once for a test file: making them takes as long as a conversion. */
function madeProfile(): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'user'), { recursive: true });
  writeFileSync(
    join(folder, 'user', 'registrymodifications.xcu'),
    `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`,
  );
  return `-env:UserInstallation=${pathToFileURL(folder).href}`;
}

/** Converts a file with LibreOffice, which recalculates every formula while it loads; returns the path of the result. */
export function convert(file: string, format: 'xlsx' | 'pdf'): string {
  const folder = newFolder();
  execFileSync('soffice', [(profile ??= madeProfile()), '--headless', '--convert-to', format, '--outdir', folder, file], { stdio: 'pipe' });
  const result = join(folder, basename(file).replace(/\.[^.]+$/, `.${format}`));
  if (!existsSync(result)) throw new Error(`LibreOffice wrote no ${format}`);
  return result;
}

/** Column letters to a number from 1. */
export function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}

/** The two header rows as the contract writes them: [group, title] per column, up to the first empty one. */
export function headerOf(sheet: ReadSheet): [string, string][] {
  const header: [string, string][] = [];
  let group = '';
  for (let column = 1; ; column++) {
    const letter = letterOf(column);
    const [above, below] = [sheet.cells[`${letter}3`]?.v, sheet.cells[`${letter}4`]?.v];
    if (above == null && below == null) return header;
    // A title alone is merged over both rows and stands in the upper one; a group stands over its first column.
    if (above != null && below == null) header.push(['', String(above)]);
    else header.push([(group = above == null ? group : String(above)), String(below)]);
  }
}

export function letterOf(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** The data rows of a sheet (row 5 up to 合计, or to the end of the list) by header title; groups are put before with a point. */
export function rowsOf(sheet: ReadSheet, lastRow?: number): Record<string, ReadCell['v']>[] {
  const names = headerOf(sheet).map(([group, title]) => (group ? `${group}·${title}` : title));
  const rows: Record<string, ReadCell['v']>[] = [];
  for (let row = 5; row <= (lastRow ?? sheet.rows); row++) {
    if (sheet.cells[`A${row}`]?.v === '合计') break;
    rows.push(Object.fromEntries(names.map((name, at) => [name, sheet.cells[`${letterOf(at + 1)}${row}`]?.v ?? null])));
  }
  return rows;
}

export function totalRow(sheet: ReadSheet): number {
  const found = Object.entries(sheet.cells).find(([at, cell]) => /^A\d+$/.test(at) && cell.v === '合计');
  if (!found) throw new Error(`${sheet.name} has no 合计`);
  return Number(found[0].slice(1));
}
