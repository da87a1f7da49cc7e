/**
 * Examines a workbook before any row is read: which sheets of the contract it has, where their columns are, and what else it
 * holds. A workbook that cannot be imported at all is refused here, with every reason at once.
 */
import { type Problem, Refusal } from '~/domain/problems';
import { type Column, isSheetName, SHEET_NAMES, SHEETS, type SheetName } from './contract-sheets';
import { typedText } from './decode-cell';
import { type Header, matchHeader, normalTitle } from './header';
import type { RowSource } from './row-source';
import { columnLetters, type SheetRow } from './workbook/cell';
import type { MergedArea } from './workbook/merged-areas.server';

export type OpenSheet = { name: SheetName; inFile: string; header: Header; headerRow: number };

/** A remark about what was ignored because the contract does not know it, or was read although it is hidden. */
export type FileNote =
  | { code: 'unknown_sheet'; sheet: string }
  | { code: 'unknown_columns'; sheet: string; columns: string }
  | { code: 'untitled_columns'; sheet: string; columns: string }
  | { code: 'empty_sheet'; sheet: string }
  | { code: 'stopped_reading'; sheet: string; refused: number }
  | { code: 'not_all_shown'; shown: number; all: number }
  | { code: 'accounts_wait'; households: number }
  | { code: 'hidden_sheet'; sheet: string }
  | { code: 'hidden_rows'; sheet: string; rows: number; first: number };

/** Enough of a heading to know it by; the file may hold a page of text in its place. */
const HEADING_TOLD = 40;
const inShort = (text: string): string => (text.length > HEADING_TOLD ? `${text.slice(0, HEADING_TOLD)}…` : text);

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
    if (header.unknown.length > 0)
      notes.push({ code: 'unknown_columns', sheet: name, columns: header.unknown.slice(0, 30).map(inShort).join('、') });
    if (source.isHidden(inFile)) notes.push({ code: 'hidden_sheet', sheet: name });
    const sheet = { name, inFile, header, headerRow: first.row };
    const merged = await mergedAmongData(source, sheet);
    if (merged.length > 0) problems.push({ code: 'workbook.merged-cells', details: { sheet: name, ...named(sheet, merged) } });
    found.push(sheet);
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

/**
 * Merged areas over data, in columns that are read, in the order of the columns. Only the upper left cell has content, and the file does
 * not say whether it is meant for the others.
 */
async function mergedAmongData(source: RowSource, { inFile, header, headerRow }: OpenSheet): Promise<MergedArea[]> {
  const areas = (await source.mergedAreas(inFile)).filter(
    (area) => area.lastRow > headerRow && header.columns.some((column, at) => column && within(area, at)),
  );
  if (areas.length === 0) return [];
  let last = 0;
  for await (const rows of source.rows(inFile)) last = rows.at(-1)?.row ?? last;
  return areas.filter(({ firstRow }) => firstRow <= last).sort((a, b) => a.firstColumn - b.firstColumn || a.firstRow - b.firstRow);
}

const within = ({ firstColumn, lastColumn }: MergedArea, at: number): boolean => at >= firstColumn && at <= lastColumn;
const MERGED_NAMED = 12;

function named({ header }: OpenSheet, areas: readonly MergedArea[]): { ranges: string; columns: string } {
  const more = areas.length > MERGED_NAMED ? '…' : '';
  return {
    ranges: `${areas
      .slice(0, MERGED_NAMED)
      .map(({ range }) => range)
      .join('、')}${more}`,
    columns: titles(header.columns.filter((column, at): column is Column => !!column && areas.some((area) => within(area, at)))),
  };
}

/**
 * Remarks that arise while the rows of a sheet are read: content in a column without a title, which is ignored, and rows that a filter
 * hides, which are read like the others.
 */
export class ReadingNotes {
  private readonly untitled = new Set<number>();
  private hidden = 0;
  private firstHidden = 0;

  constructor(private readonly sheet: OpenSheet) {}

  see({ row, cells, hidden }: SheetRow): void {
    if (hidden) {
      this.hidden += 1;
      this.firstHidden ||= row;
    }
    cells.forEach((cell, at) => {
      if (cell && !this.sheet.header.titled.has(at)) this.untitled.add(at);
    });
  }

  notes(): FileNote[] {
    const { name } = this.sheet;
    const letters = [...this.untitled].sort((a, b) => a - b).map(columnLetters);
    return [
      ...(letters.length > 0 ? [{ code: 'untitled_columns', sheet: name, columns: letters.slice(0, 30).join('、') } as const] : []),
      ...(this.hidden > 0 ? [{ code: 'hidden_rows', sheet: name, rows: this.hidden, first: this.firstHidden } as const] : []),
    ];
  }
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
