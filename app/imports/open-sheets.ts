/**
 * Examines a workbook before any row is read: which sheets of the contract it has, where their columns are, and what else it
 * holds. A workbook that cannot be imported at all is refused here, with every reason at once.
 */
import { type Problem, Refusal } from '~/domain/problems';
import { isSheetName, SHEET_NAMES, SHEETS, SHEETS_NOT_YET_TAKEN, type SheetName } from './contract-sheets';
import { typedText } from './decode-cell';
import { type Header, matchHeader, normalTitle } from './header';
import type { RowSource } from './row-source';

export type OpenSheet = { name: SheetName; inFile: string; header: Header; headerRow: number };

/** A remark about a sheet or columns that the contract does not know; they are ignored. */
export type FileNote =
  | { code: 'unknown_sheet'; sheet: string }
  | { code: 'unknown_columns'; sheet: string; columns: string }
  | { code: 'empty_sheet'; sheet: string };

export type OpenedSheets = { sheets: OpenSheet[]; notes: FileNote[] };

/** A workbook refused as a whole, for one reason or several. */
export class WorkbookRefusal extends Refusal {
  constructor(readonly problems: readonly Problem[]) {
    super(problems[0]!);
  }
}

export async function openSheets(source: RowSource): Promise<OpenedSheets> {
  const found: OpenSheet[] = [];
  const notes: FileNote[] = [];
  const problems: Problem[] = [];
  for (const inFile of source.sheets) {
    const name = normalTitle(inFile);
    if (SHEETS_NOT_YET_TAKEN.includes(name)) {
      problems.push({ code: 'workbook.sheet-not-yet', details: { sheet: name } });
      continue;
    }
    if (!isSheetName(name)) {
      notes.push({ code: 'unknown_sheet', sheet: inFile });
      continue;
    }
    if (found.some((sheet) => sheet.name === name)) {
      problems.push({ code: 'workbook.sheet-twice', details: { sheet: name } });
      continue;
    }
    const first = await firstRow(source, inFile);
    if (!first) {
      notes.push({ code: 'empty_sheet', sheet: name });
      continue;
    }
    const header = matchHeader(SHEETS[name], first.titles);
    if (header.missing.length > 0) {
      problems.push({ code: 'workbook.missing-columns', details: { sheet: name, columns: titles(header.missing), row: first.row } });
    }
    if (header.repeated.length > 0)
      problems.push({ code: 'workbook.repeated-columns', details: { sheet: name, columns: titles(header.repeated) } });
    if (header.unknown.length > 0) notes.push({ code: 'unknown_columns', sheet: name, columns: header.unknown.slice(0, 30).join('、') });
    found.push({ name, inFile, header, headerRow: first.row });
  }
  if (problems.length === 0 && found.length === 0) {
    problems.push({
      code: 'workbook.no-known-sheet',
      details: { sheets: source.sheets.slice(0, 20).join('、') || '—', known: SHEET_NAMES.join('、') },
    });
  }
  if (problems.length > 0) throw new WorkbookRefusal(problems);
  found.sort((a, b) => SHEET_NAMES.indexOf(a.name) - SHEET_NAMES.indexOf(b.name));
  return { sheets: found, notes };
}

const titles = (columns: readonly { title: string }[]): string => columns.map(({ title }) => title).join('、');

async function firstRow(source: RowSource, sheet: string): Promise<{ row: number; titles: (string | undefined)[] } | undefined> {
  for await (const rows of source.rows(sheet)) {
    const [first] = rows;
    // Array.from also visits the holes of a sparse array.
    if (first) return { row: first.row, titles: Array.from(first.cells, (cell) => (cell ? typedText(cell) : undefined)) };
  }
  return undefined;
}
