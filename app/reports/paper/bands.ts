/** How the columns of a sheet share sheets of paper, so that nothing is printed smaller than it can be read. */

/** The smallest type on paper, in points. Smaller figures are not read across a table without a ruler. */
export const SMALLEST_TYPE = 8;
/** Points of one unit of column width: a digit of the workbook's first font, where it is widest. */
const POINT_PER_UNIT = 6.36;
/** The widths of the long sides of the papers, in points. */
const LONG_SIDE = { A3: 1190.55, A4: 841.89 } as const;
/** Programs round the width of each column. */
const SLACK = 0.985;
/** A table of few columns looks lost when it is stretched further. */
const MOST_WIDENED = 1.6;

/** A part of the columns that is printed side by side. Counted from 0, both ends included. */
export type Band = { readonly first: number; readonly last: number };
export type Bands = { readonly bands: readonly Band[] /** percent */; readonly scale: number };

/** Units of column width that a landscape page holds at 100 %, between margins of this many inches each. */
export function pageWidth(paper: 'A3' | 'A4', margin: number): number {
  return ((LONG_SIDE[paper] - 2 * margin * 72) / POINT_PER_UNIT) * SLACK;
}

/**
 * Divides columns into as few bands as the smallest type allows and prints them as large as that many bands allow, at most at
 * 100 %. The first `repeated` columns are printed at the left of every band and belong to the first. A group of columns stays in
 * one band, unless it is wider than a page. `type` is the size in points of the smallest letters at 100 %. The repeated columns
 * and one more must fit a page.
 */
export function bandsOf(columns: readonly { width: number; group: string }[], repeated: number, page: number, type: number): Bands {
  const smallest = Math.min(100, Math.ceil((100 * SMALLEST_TYPE) / type));
  const fewest = divide(columns, repeated, (page * 100) / smallest);
  for (let scale = 100; scale > smallest; scale--) {
    const bands = divide(columns, repeated, (page * 100) / scale);
    if (bands.length <= fewest.length && bands.every((band) => printedWidth(columns, repeated, band) * scale <= page * 100))
      return { bands, scale };
  }
  return { bands: fewest, scale: smallest };
}

/** The width of a band on paper, with the repeated columns. */
export function printedWidth(columns: readonly { width: number }[], repeated: number, { first, last }: Band): number {
  const width = (from: number, to: number): number => columns.slice(from, to).reduce((sum, column) => sum + column.width, 0);
  return width(first, last + 1) + (first === 0 ? 0 : width(0, repeated));
}

/** Fills bands of this width from the left. */
function divide(columns: readonly { width: number; group: string }[], repeated: number, room: number): Band[] {
  const bands: Band[] = [];
  let first = 0;
  const fits = (last: number): boolean => printedWidth(columns, repeated, { first, last }) <= room;
  const groupEnd = (at: number): number => {
    let end = at;
    while (columns[at]!.group !== '' && columns[end + 1]?.group === columns[at]!.group) end += 1;
    return end;
  };
  for (let at = 0; at < columns.length; at++) {
    const beginsGroup = at === 0 || columns[at]!.group === '' || columns[at]!.group !== columns[at - 1]!.group;
    // The repeated columns and at least one more are the first band, or the second would repeat what is not printed yet.
    const mayBreak = at > repeated && at > first;
    if (mayBreak && (!fits(at) || (beginsGroup && !fits(groupEnd(at)) && groupFitsAlone(at)))) {
      bands.push({ first, last: at - 1 });
      first = at;
    }
  }
  return [...bands, { first, last: columns.length - 1 }];

  function groupFitsAlone(at: number): boolean {
    return printedWidth(columns, repeated, { first: at, last: groupEnd(at) }) <= room;
  }
}

/** The page breaks before all bands but the first, as the XML of a sheet has them: the number of the column before each. */
export function columnBreaksXml(bands: readonly Band[]): string {
  const breaks = bands.slice(1).map(({ first }) => `<brk id="${first}" max="1048575" man="1"/>`);
  return breaks.length === 0
    ? ''
    : `<colBreaks count="${breaks.length}" manualBreakCount="${breaks.length}">${breaks.join('')}</colBreaks>`;
}

/** Columns that leave a part of the page empty, made wider alike, so that the table is as wide as the page. */
export function widened<C extends { readonly width: number }>(columns: readonly C[], page: number): readonly C[] {
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  if (total === 0 || total >= page) return columns;
  const factor = Math.min(MOST_WIDENED, page / total);
  return columns.map((column) => ({ ...column, width: Math.floor(column.width * factor * 100) / 100 }));
}
