/** What stands above and below a table on paper: title, unit line, head, signatures, notes. Each band of a wide sheet has its own. */
import type { Cell, Note, Sheet } from '../sheet';
import { BASIS_LABEL, type CellStyle, HEADER, lineStyle, titleStyle } from '../styles';
import { type Bands, printedWidth } from './bands';
import { fontSizes, linesIn, textWidth, threeParts } from './layout';

/** Points of a line of body text. */
export const LINE = 14;
const SIGNATURES = ['单位负责人：', '审核人：', '填表人：', '联系电话：', '填报日期：'];
const SMALLEST_TITLE = 12;

/** Where the texts go. Rows and columns are counted from 1. */
export type Grid = {
  put(row: number, column: number, value: Cell, style: CellStyle): void;
  merge(fromRow: number, fromColumn: number, toRow: number, toColumn: number): void;
  height(row: number, points: number): void;
  /** Nothing more comes into this row or those above it. */
  done(row: number): void;
};

export type Paper = Bands & { readonly repeated: number };

/** The columns of a band that no other band prints, counted from 0. */
function ownColumns({ bands, repeated }: Paper, at: number): { first: number; last: number } {
  const { first, last } = bands[at]!;
  return { first: at === 0 && bands.length > 1 ? Math.min(repeated, last) : first, last };
}

/**
 * The sizes of title and lines. The title of the first band begins in the repeated columns; it is kept out of them, because
 * they are printed again beside the other bands.
 */
export function sheetFonts<Row>(sheet: Sheet<Row>, paper: Paper): { title: number; line: number } {
  const width = Math.max(...paper.bands.map((band) => printedWidth(sheet.columns, paper.repeated, band)));
  const sizes = fontSizes(width);
  if (paper.bands.length === 1) return sizes;
  const free = Math.min(
    ...paper.bands.map((_, at) => {
      const own = widthOf(sheet, ownColumns(paper, at));
      return at === 0 ? own - widthOf(sheet, { first: 0, last: paper.repeated - 1 }) : own;
    }),
  );
  const longest = textWidth(bandTitle(sheet.title, paper.bands.length - 1, paper.bands.length));
  return { ...sizes, title: Math.max(SMALLEST_TITLE, Math.min(sizes.title, Math.floor((free * 10) / longest))) };
}

function widthOf<Row>(sheet: Sheet<Row>, { first, last }: { first: number; last: number }): number {
  return sheet.columns.slice(first, last + 1).reduce((sum, column) => sum + column.width, 0);
}

function bandTitle(title: string, at: number, count: number): string {
  if (at === 0) return title;
  return count === 2 ? `${title}（续）` : `${title}（续${at}）`;
}

/** Rows 1–4: title, unit line, two-row header. */
export function writeHead<Row>(grid: Grid, sheet: Sheet<Row>, paper: Paper, sizes: { title: number; line: number }): void {
  const last = sheet.columns.length;
  const spread = (row: number, text: string, style: CellStyle, from: number, to: number): void => {
    grid.put(row, from + 1, text, style);
    if (to > from) grid.merge(row, from + 1, row, to + 1);
  };
  grid.height(1, sizes.title * 1.8);
  for (const [at, band] of paper.bands.entries())
    spread(1, bandTitle(sheet.title, at, paper.bands.length), titleStyle(sizes.title), band.first, band.last);

  writeUnitLine(grid, sheet, paper, sizes.line, spread);
  for (const [index, column] of sheet.basis.entries()) grid.put(2, last + index + 2, column.title, BASIS_LABEL);

  // A title without a group has both rows to itself.
  const grouped = sheet.columns.filter((column) => column.group !== '');
  const lines = (columns: Sheet<Row>['columns']): number => Math.max(1, ...columns.map((column) => linesIn(column.title, column.width)));
  const above = grouped.length > 0 ? 22 : 14;
  grid.height(3, above);
  grid.height(4, Math.max(14, lines(grouped) * LINE + 6, lines(sheet.columns.filter((column) => column.group === '')) * LINE + 6 - above));
  const begins = new Set(paper.bands.map(({ first }) => first));
  for (let start = 0; start < last; ) {
    const { group } = sheet.columns[start]!;
    let end = start;
    while (group !== '' && end + 1 < last && sheet.columns[end + 1]!.group === group && !begins.has(end + 1)) end += 1;
    for (let index = start; index <= end; index++) {
      const { title } = sheet.columns[index]!;
      grid.put(3, index + 1, group === '' ? title : index === start ? group : null, HEADER);
      grid.put(4, index + 1, group === '' ? null : title, HEADER);
      if (group === '') grid.merge(3, index + 1, 4, index + 1);
    }
    if (end > start) grid.merge(3, start + 1, 3, end + 1);
    start = end + 1;
  }
  grid.done(4);
}

/** Row 2. The unit stands in the repeated columns, which every band prints; day and unit of measure stand in each band. */
function writeUnitLine<Row>(
  grid: Grid,
  sheet: Sheet<Row>,
  paper: Paper,
  size: number,
  spread: (row: number, text: string, style: CellStyle, from: number, to: number) => void,
): void {
  const [unit, time, measure] = sheet.subtitle;
  const widths = sheet.columns.map((column) => column.width);
  if (paper.bands.length === 1) {
    grid.height(2, size * 1.9);
    threeParts(widths, sheet.subtitle).forEach(([from, to], part) => {
      if (to >= from) spread(2, sheet.subtitle[part]!, lineStyle(size, (['left', 'center', 'right'] as const)[part]!), from, to);
    });
    return;
  }
  const room = (widthOf(sheet, { first: 0, last: paper.repeated - 1 }) * 10) / size;
  grid.height(2, Math.max(size * 1.9, size * 1.4 * linesIn(unit, room)));
  spread(2, unit, lineStyle(size, 'left'), 0, paper.repeated - 1);
  for (const at of paper.bands.keys()) {
    const { first, last } = ownColumns(paper, at);
    let from = last;
    while (from > first + 1 && (widthOf(sheet, { first: from, last }) * 10) / size < textWidth(measure) + 3) from -= 1;
    spread(2, time, lineStyle(size, 'center'), first, Math.max(first, from - 1));
    if (from > first) spread(2, measure, lineStyle(size, 'right'), from, last);
  }
}

/**
 * Writes signatures and notes, and returns the next free row. A note about a column stands in the band of that column; all
 * others stand in the first.
 */
export function writeFoot<Row>(grid: Grid, sheet: Sheet<Row>, paper: Paper, first: number, size: number): number {
  const bandOf = (note: Note): number => {
    if (typeof note === 'string') return 0;
    const column = sheet.columns.findIndex(({ key }) => key === note.of);
    return Math.max(
      0,
      paper.bands.findIndex((band) => column >= band.first && column <= band.last),
    );
  };
  const texts = paper.bands.map((_, at) => {
    const notes = sheet.notes.filter((note) => bandOf(note) === at).map((note) => (typeof note === 'string' ? note : note.text));
    const own = ownColumns(paper, at);
    const width = (widthOf(sheet, own) * 10) / size;
    return { own, width, lines: [...(sheet.signed ? [signatures(width)] : []), ...notes] };
  });
  const rows = Math.max(...texts.map(({ lines }) => lines.length));
  for (let index = 0; index < rows; index++) {
    const number = first + index;
    const most = Math.max(...texts.map(({ lines, width }) => linesIn(lines[index] ?? '', width)));
    grid.height(number, size * 1.5 * most + (sheet.signed && index === 0 ? 14 : 0));
    for (const { own, lines } of texts) {
      const text = lines[index];
      if (text === undefined) continue;
      grid.put(number, own.first + 1, text, lineStyle(size, 'left'));
      if (own.last > own.first) grid.merge(number, own.first + 1, number, own.last + 1);
    }
    grid.done(number);
  }
  return first + rows;
}

function signatures(width: number): string {
  const share = width / SIGNATURES.length;
  return SIGNATURES.map((label) => label + '　'.repeat(Math.max(2, Math.floor((share - textWidth(label)) / 2))))
    .join('')
    .trimEnd();
}
