import type { ListKey } from '../indicators/household-lists';
import { figureBehind } from '../indicators/household-lists';
import { type IndicatorKey, indicator } from '../indicators/indicators';
import type { Sums } from '../indicators/measures';

/** Why somebody goes to a household first, in the order of urgency (docs/definitions.md#village-sheet). */
export const FOLLOW_UP_REASONS = ['cold', 'reburning', 'unstable', 'suspected', 'notConnected', 'notVisited'] as const;
export type FollowUpReason = (typeof FOLLOW_UP_REASONS)[number];

/** As many households as stand on one page with the figures. */
export const MOST_ON_SHEET = 18;

const COUNTS = [
  'H',
  'R',
  'V',
  'X',
  'notVisited',
  'I',
  'C',
  'U',
  'notConnected',
  'unstable',
  'B',
  'cold',
] as const satisfies readonly ListKey[];
const RATES = [
  'completeness',
  'coverage',
  'connectionRate',
  'residentUseRate',
  'stableRate',
  'reburnRate',
] as const satisfies readonly IndicatorKey[];

type VillageFigures = {
  counts: { list: (typeof COUNTS)[number]; value: number }[];
  rates: { key: (typeof RATES)[number]; rate: readonly [number, number] }[];
};

/** 村情况表: the numbers of a village on its sheet, each that of the list or the indicator of the same name. */
export function villageFigures(sums: Sums): VillageFigures {
  return {
    counts: COUNTS.map((list) => ({ list, value: figureBehind(list, sums) })),
    rates: RATES.map((key) => ({ key, rate: [indicator(key).numerator(sums), indicator(key).denominator(sums)] })),
  };
}
