/**
 * Finds the columns of a sheet by their titles, in any order. Blanks, invisible characters, full width and the asterisk of the
 * template's required columns make no difference.
 */
import { foldWidth } from '~/domain/text/clean-text';
import { type Column, type ContractSheet, ERROR_COLUMN } from './contract-sheets';

export function normalTitle(title: string): string {
  return foldWidth(title).replace(/[\s*]/g, '');
}

export type Header = {
  /** For each column of the file the contract's column, or undefined. */
  columns: (Column | undefined)[];
  /** Places of the columns that have a title, known or not. */
  titled: ReadonlySet<number>;
  /** Titles that the contract does not know; they are reported and ignored. */
  unknown: string[];
  missing: Column[];
  repeated: Column[];
};

export function matchHeader(sheet: ContractSheet, titles: readonly (string | undefined)[]): Header {
  const byTitle = new Map(sheet.columns.map((column) => [normalTitle(column.title), column]));
  const titled = new Set<number>();
  const header: Header = { columns: [], titled, unknown: [], missing: [], repeated: [] };
  const found = new Set<Column>();
  titles.forEach((typed, i) => {
    const title = normalTitle(typed ?? '');
    if (title === '') return;
    titled.add(i);
    const column = byTitle.get(title);
    if (!column) {
      if (title !== normalTitle(ERROR_COLUMN)) header.unknown.push((typed ?? '').trim());
    } else if (found.has(column)) header.repeated.push(column);
    else {
      found.add(column);
      header.columns[i] = column;
    }
  });
  header.missing = sheet.columns.filter((column) => column.required && !found.has(column));
  return header;
}
