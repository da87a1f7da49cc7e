import { MEASURES, noSums, type Sums } from '../indicators/measures';
import type { DivisionSums } from './division';

/** A division whose sums of each season are numbers behind one another, in the order of the measures. */
type PackedRow = Omit<DivisionSums, 'sums'> & { figures: string };

/**
 * Rows as a page carries them to the browser: fifty named figures of a division would be most of a page, their numbers alone are a
 * tenth of it. Nothing between two commas is 0; seasons stand one behind the other, divided by semicolons. `unpackRows` gives the
 * same rows again.
 */
export function packRows(rows: readonly DivisionSums[], seasons: number): PackedRow[] {
  return rows.map(({ sums, ...row }) => ({
    ...row,
    figures: sums.slice(0, seasons).map(packSums).join(';'),
  }));
}

export function unpackRows(rows: readonly PackedRow[]): DivisionSums[] {
  return rows.map(({ figures, ...row }) => ({ ...row, sums: figures.split(';').map(unpackSums) }));
}

export function packSums(sums: Sums): string {
  return MEASURES.map((measure) => sums[measure] || '').join(',');
}

export function unpackSums(figures: string): Sums {
  const numbers = figures.split(',');
  const sums = noSums();
  for (const [at, measure] of MEASURES.entries()) sums[measure] = Number(numbers[at]);
  return sums;
}
