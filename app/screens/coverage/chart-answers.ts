import { figureIn } from '~/domain/coverage/coverage-columns';
import type { DivisionSums } from '~/domain/coverage/division';
import type { Sums } from '~/domain/indicators/measures';
import { MODE_MEASURES, type ModeMeasure } from './mode-colours';

/** The most bars a chart shows; the table beside it has all rows. */
export const MOST_BARS = 20;

/** The mode that most converted households have; undefined when none is converted. On a tie the first of the list. */
export function mainMode(sums: Sums): ModeMeasure | undefined {
  if (sums.I === 0) return undefined;
  return MODE_MEASURES.reduce((most, mode) => (sums[mode] > sums[most] ? mode : most));
}

/** 为主 is said of half or more; of less a mode is only the most frequent one (占比最高). */
export function isMain(mode: ModeMeasure, sums: Sums): boolean {
  return sums[mode] * 2 >= sums.I;
}

/** The rows in order of converted households, the most first. */
export function rowsByConversions(rows: readonly DivisionSums[]): DivisionSums[] {
  return [...rows]
    .filter((row) => row.sums[0]!.I > 0)
    .sort((a, b) => b.sums[0]!.I - a.sums[0]!.I || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_BARS);
}

/** The fewest converted and visited households for which a rate is compared (docs/definitions.md#rule-r22). */
export const FEWEST_COMPARED = 10;

/** The rows whose reburn rates can be compared, the highest first. */
export function rowsByReburning(
  rows: readonly DivisionSums[],
): { row: DivisionSums; numerator: number; denominator: number; rate: number }[] {
  return rows
    .flatMap((row) => {
      const { numerator, denominator, rate } = figureIn('reburnRate', row.sums[0]!);
      return rate === null || denominator < FEWEST_COMPARED ? [] : [{ row, numerator, denominator, rate }];
    })
    .sort((a, b) => b.rate - a.rate || (a.row.code < b.row.code ? -1 : 1))
    .slice(0, MOST_BARS);
}
