/** The row 合计 and the rates of a sheet: formulas with their current values. */
import type { Cell, Column, Formula } from './sheet';

/** What a rate without a denominator shows (never 0 %). */
export const NO_RATE = '—';

/** Rates of the data rows, or of the row 合计: formulas over the cells of the same row. */
export class RowFormulas<Row> {
  readonly #rates: { at: number; numerator: readonly number[]; denominator: readonly number[] }[];
  readonly #letters: readonly string[];

  constructor(columns: readonly Column<Row>[], letters: Readonly<Record<string, string>>, where: 'rows' | 'total' = 'rows') {
    this.#letters = columns.map((column) => letters[column.key]!);
    const places = (keys: readonly string[]): number[] =>
      keys.map((key) => {
        const place = columns.findIndex((column) => column.key === key);
        if (place < 0) throw new Error(`the sheet has no column ${key} for its rates`);
        return place;
      });
    const placed = (terms: { numerator: readonly string[]; denominator: readonly string[] }) => ({
      numerator: places(terms.numerator),
      denominator: places(terms.denominator),
    });
    this.#rates = columns.flatMap((column, at) =>
      column.total.kind === 'rate' ? [{ at, ...placed((where === 'rows' && column.total.inRows) || column.total) }] : [],
    );
  }

  /** Adds the rates to the cells of row `number`, whose other cells are set. */
  fill(cells: Cell[], number: number): Cell[] {
    for (const rate of this.#rates) {
      const refer = (places: readonly number[]): string => {
        const sum = places.map((place) => `${this.#letters[place]}${number}`).join('+');
        return places.length > 1 ? `(${sum})` : sum;
      };
      const add = (places: readonly number[]): number => places.reduce((sum, place) => sum + numberIn(cells[place]), 0);
      const denominator = add(rate.denominator);
      cells[rate.at] = {
        formula: `IF(${refer(rate.denominator)}=0,"${NO_RATE}",${refer(rate.numerator)}/${refer(rate.denominator)})`,
        cached: denominator === 0 ? NO_RATE : add(rate.numerator) / denominator,
      };
    }
    return cells;
  }
}

function numberIn(cell: Cell | undefined): number {
  if (typeof cell === 'number') return cell;
  if (cell !== null && typeof cell === 'object' && typeof cell.cached === 'number') return cell.cached;
  return 0;
}

/** Sums the rows exactly, in the smallest unit of each column, and counts words, while the rows are written. */
export class Totals<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #sums: number[];
  readonly #words: (Map<string, number> | null)[];

  constructor(columns: readonly Column<Row>[]) {
    this.#columns = columns;
    this.#sums = columns.map(() => 0);
    this.#words = columns.map((column) => (column.format === 'word' ? new Map<string, number>() : null));
  }

  add(cells: readonly Cell[]): void {
    this.#columns.forEach(({ total }, index) => {
      const cell = cells[index];
      const words = this.#words[index];
      if (words && typeof cell === 'string') words.set(cell, (words.get(cell) ?? 0) + 1);
      if (total.kind === 'sum' && typeof cell === 'number') this.#sums[index]! += Math.round(cell * total.scale);
      if (total.kind === 'count' && cell !== null) this.#sums[index]! += 1;
    });
  }

  #value(index: number): number | null {
    const { total } = this.#columns[index]!;
    if (total.kind === 'count') return this.#sums[index]!;
    return total.kind === 'sum' ? this.#sums[index]! / total.scale : null;
  }

  /** The cells of the row 合计. Without data rows the sums are plain zeros. */
  row(letters: Readonly<Record<string, string>>, firstRow: number, lastRow: number, totalRow: number): Cell[] {
    const cells = this.#columns.map((column, index): Cell => {
      const value = this.#value(index);
      if (value === null || lastRow < firstRow) return value;
      const letter = letters[column.key]!;
      return {
        formula: `${column.total.kind === 'count' ? 'COUNTA' : 'SUM'}(${letter}${firstRow}:${letter}${lastRow})`,
        cached: value,
      } satisfies Formula;
    });
    return new RowFormulas(this.#columns, letters, 'total').fill(cells, totalRow);
  }

  /** The sums by key. */
  values(): Record<string, number> {
    return Object.fromEntries(
      this.#columns.flatMap((column, index) => {
        const value = this.#value(index);
        return value === null ? [] : [[column.key, value]];
      }),
    );
  }

  words(): Record<string, ReadonlyMap<string, number>> {
    return Object.fromEntries(
      this.#columns.flatMap((column, index) => {
        const words = this.#words[index];
        return words ? [[column.key, words]] : [];
      }),
    );
  }
}
