import { figureIn } from '~/domain/coverage/coverage-columns';
import type { DivisionSums } from '~/domain/coverage/division';
import type { Sums } from '~/domain/indicators/measures';
import { MODE_MEASURES, type ModeMeasure } from './mode-colours';

/** Bars a chart shows at most; the table beside it has all of them. */
export const MOST_BARS = 20;

/** The mode most converted households have; undefined when none is converted. Of equals the first of the list. */
export function mainMode(sums: Sums): ModeMeasure | undefined {
  if (sums.I === 0) return undefined;
  return MODE_MEASURES.reduce((most, mode) => (sums[mode] > sums[most] ? mode : most));
}

/** The rows with most converted households, most first. */
export function rowsByConversions(rows: readonly DivisionSums[]): DivisionSums[] {
  return [...rows]
    .filter((row) => row.sums[0]!.I > 0)
    .sort((a, b) => b.sums[0]!.I - a.sums[0]!.I || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_BARS);
}

/** With fewer converted and visited households a rate says nothing: the smallest docs/definitions.md#rule-r22 looks at. */
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
