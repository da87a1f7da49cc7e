import type { IndicatorKey } from './indicators';
import { MEASURES, type Measure, type Sums } from './measures';

/**
 * 数字背后的名单: which households stand behind a number.
 *
 * A list is a sum of measures with signs (“未入户” is H − V − X). What it says of one household is a count of 0 or more,
 * what it says of a division is the sum of that, so the list and the figure cannot disagree: a household is on the list
 * when its own value is above 0, and the values of the list add up to the figure. Most values are 0 or 1, then the
 * list is as long as the figure; let rooms count blocks, areas 1/100 m², amounts 分.
 */
const MADE_LISTS = {
  /** V + X: 已完成入户或已销号 */
  completed: { V: 1, X: 1 },
  /** H, neither V nor X: 未入户 */
  notVisited: { H: 1, V: -1, X: -1 },
  /** H, not C: 未覆盖 */
  notCovered: { H: 1, C: -1 },
  /** P, not I: 计划内未改造 */
  notConverted: { P: 1, IP: -1 },
  /** I, not C: 应通未通 */
  notConnected: { I: 1, C: -1 },
  /** C and V, not U: 接通未用 */
  notUsed: { CV: 1, U: -1 },
  /** the same of residents: 常住户接通未用 */
  residentNotUsed: { CRV: 1, UR: -1 },
  /** V, not E, not U: 完成入户、非常年外出，没用清洁取暖 */
  notClean: { VNE: 1, UNE: -1 },
  /** 延续、退坡、拖欠、中断: the households 补贴延续率 is about */
  continuityCounted: { 'continuity.continuous': 1, 'continuity.reduced': 1, 'continuity.arrears': 1, 'continuity.interrupted': 1 },
  /** let blocks without a connection (出租房未接通); occupied connected blocks that are not used well (未用好) */
  letNotConnected: { let: 1, letConnected: -1 },
  letNotUsed: { letOccupied: 1, letUsed: -1 },
} as const satisfies Record<string, Partial<Record<Measure, 1 | -1>>>;

export type ListKey = Measure | keyof typeof MADE_LISTS;

export const LIST_KEYS: readonly ListKey[] = [...MEASURES, ...(Object.keys(MADE_LISTS) as (keyof typeof MADE_LISTS)[])];

/** The measures a list adds up, with their signs. */
export function termsOf(list: ListKey): readonly (readonly [Measure, 1 | -1])[] {
  if (list in MADE_LISTS) return Object.entries(MADE_LISTS[list as keyof typeof MADE_LISTS]) as [Measure, 1 | -1][];
  return [[list as Measure, 1]];
}

/** The figure a list stands behind. */
export function figureBehind(list: ListKey, sums: Sums): number {
  return termsOf(list).reduce((value, [measure, sign]) => value + sign * sums[measure], 0);
}

/** What the value counts. Only for `households` does the list have as many rows as the figure says. */
export function unitOf(list: ListKey): 'households' | 'rooms' | 'area' | 'money' {
  if (list.startsWith('let')) return 'rooms';
  if (list === 'area' || list === 'cleanArea') return 'area';
  if (list === 'due' || list === 'paid' || list === 'arrears') return 'money';
  return 'households';
}

/** The lists behind an indicator: its numerator, its denominator, and `lacking`, the households somebody has to go to. */
export const LISTS_BEHIND: Partial<Record<IndicatorKey, { numerator: ListKey; denominator: ListKey; lacking?: ListKey }>> = {
  completeness: { numerator: 'completed', denominator: 'H', lacking: 'notVisited' },
  coverage: { numerator: 'C', denominator: 'H', lacking: 'notCovered' },
  conversionRate: { numerator: 'IP', denominator: 'P', lacking: 'notConverted' },
  connectionRate: { numerator: 'C', denominator: 'I', lacking: 'notConnected' },
  useRate: { numerator: 'U', denominator: 'CV', lacking: 'notUsed' },
  residentUseRate: { numerator: 'UR', denominator: 'CRV', lacking: 'residentNotUsed' },
  stableRate: { numerator: 'S', denominator: 'CRV', lacking: 'unstable' },
  reburnRate: { numerator: 'B', denominator: 'IV', lacking: 'B' },
  suspectedRate: { numerator: 'Q', denominator: 'I', lacking: 'Q' },
  cleanRateHouseholds: { numerator: 'UNE', denominator: 'VNE', lacking: 'notClean' },
  cleanRateArea: { numerator: 'cleanArea', denominator: 'area' },
  letConnectedRate: { numerator: 'letConnected', denominator: 'let', lacking: 'letNotConnected' },
  letUsedRate: { numerator: 'letUsed', denominator: 'letOccupied', lacking: 'letNotUsed' },
  paidRateAmount: { numerator: 'paid', denominator: 'due', lacking: 'arrears' },
  paidRateHouseholds: { numerator: 'paidInFull', denominator: 'entitled' },
  continuityRate: { numerator: 'continuity.continuous', denominator: 'continuityCounted' },
  satisfaction: { numerator: 'satisfied', denominator: 'answered' },
};
