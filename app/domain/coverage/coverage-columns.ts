import type { FindingTotals } from '../findings/counts';
import { figureBehind, LISTS_BEHIND, type ListKey } from '../indicators/household-lists';
import { type IndicatorKey, indicator } from '../indicators/indicators';
import type { Sums } from '../indicators/measures';
import { type Rate, rateOf } from '../indicators/rate';

/** The counts a coverage table can show; each is the figure of a list. */
export const COUNT_COLUMNS = [
  'H',
  'R',
  'E',
  'P',
  'I',
  'C',
  'U',
  'V',
  'X',
  'notVisited',
  'notCovered',
  'notConnected',
  'notUsed',
  'unstable',
  'B',
  'Q',
  'cold',
  'let',
  'letNotConnected',
  'letNotUsed',
] as const satisfies readonly ListKey[];

/** The rates of households and rooms it can show. Money comes with its own pages. */
export const RATE_COLUMNS = [
  'completeness',
  'coverage',
  'conversionRate',
  'connectionRate',
  'useRate',
  'residentUseRate',
  'stableRate',
  'reburnRate',
  'suspectedRate',
  'cleanRateHouseholds',
  'cleanRateArea',
  'letConnectedRate',
  'letUsedRate',
  'satisfaction',
] as const satisfies readonly IndicatorKey[];

/** 整改率, of findings and not of households: it is read only when it is asked for. */
export const FINDING_COLUMNS = ['rectifiedRate'] as const satisfies readonly IndicatorKey[];

type CountColumn = (typeof COUNT_COLUMNS)[number];
export type RateColumn = (typeof RATE_COLUMNS)[number];
type FindingColumn = (typeof FINDING_COLUMNS)[number];
export type CoverageColumn = CountColumn | RateColumn | FindingColumn;

const COVERAGE_COLUMNS: readonly CoverageColumn[] = [...COUNT_COLUMNS, ...RATE_COLUMNS, ...FINDING_COLUMNS];

/**
 * The columns that fit a screen of 1366 px: progress of the visits, the 应改尽改、应通尽通、应用尽用 rates, stability, reburning, cold homes,
 * let rooms.
 */
export const DEFAULT_COLUMNS: readonly CoverageColumn[] = [
  'H',
  'completeness',
  'coverage',
  'connectionRate',
  'useRate',
  'stableRate',
  'reburnRate',
  'B',
  'cold',
  'letUsedRate',
];

export function isCoverageColumn(text: string): text is CoverageColumn {
  return (COVERAGE_COLUMNS as readonly string[]).includes(text);
}

export function isRateColumn(column: CoverageColumn): column is RateColumn | FindingColumn {
  return (RATE_COLUMNS as readonly string[]).includes(column) || isFindingColumn(column);
}

export function isFindingColumn(column: CoverageColumn): column is FindingColumn {
  return (FINDING_COLUMNS as readonly string[]).includes(column);
}

/**
 * The figure in a column: a rate with its numerator and denominator (areas in m²), or a count (null rate). 整改率 is closed findings of all
 * of the season; without the findings it has no denominator.
 */
export function figureIn(column: CoverageColumn, sums: Sums, found?: FindingTotals | null): Rate & { counted: boolean } {
  if (isFindingColumn(column)) return { ...rateOf(found?.closed ?? 0, found?.findings ?? 0), counted: false };
  if (!isRateColumn(column)) {
    const count = figureBehind(column, sums);
    return { numerator: count, denominator: count, rate: null, counted: true };
  }
  const { numerator, denominator, unit } = indicator(column);
  const scale = unit === 'area' ? 100 : 1;
  return { ...rateOf(numerator(sums) / scale, denominator(sums) / scale), counted: false };
}

/** The value that rows are ordered by. A rate without a denominator is null and sorts last. */
export function orderValue(column: CoverageColumn, sums: Sums, found?: FindingTotals | null): number | null {
  const figure = figureIn(column, sums, found);
  return figure.counted ? figure.numerator : figure.rate;
}

/** The list behind the number in a column: the households counted, or the numerator of the rate. Findings have a desk of their own. */
export function listBehind(column: CountColumn | RateColumn): ListKey {
  return isRateColumn(column) ? LISTS_BEHIND[column]!.numerator : column;
}
