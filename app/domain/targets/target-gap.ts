import { type Indicator, type IndicatorKey, indicator } from '../indicators/indicators';
import type { Sums } from '../indicators/measures';

/** Indicators of which less is better; of all others more is. */
const LESS_IS_BETTER: ReadonlySet<IndicatorKey> = new Set<IndicatorKey>(['reburnRate', 'suspectedRate']);

export function isLessBetter(key: IndicatorKey): boolean {
  return LESS_IS_BETTER.has(key);
}

/**
 * What an indicator has against what it shall reach. Numerator and denominator are whole: households, blocks, findings, 1/100 m² or 分,
 * as `unit` says.
 */
export type TargetGap = {
  unit: Indicator['unit'];
  numerator: number;
  denominator: number;
  /** Percentage points above (+) or below (−) the target in whole hundredths, half away from zero; null without a denominator. */
  difference: number | null;
  /** How many must change for the target to be reached, in the unit; 0 when it is, null without a denominator. */
  gap: number | null;
  reached: boolean | null;
};

/**
 * 目标差额: how far the villages of a division are from a target (docs/definitions.md#target-gap).
 *
 * `target` is whole hundredths of a percent. Where more is better, the gap is the fewest n for which (numerator + n) ÷ denominator is not
 * below the target: households that are in the denominator already and have to come into the numerator (接通, 入户, 稳定 …), so the
 * denominator stays. Where less is better (复烧率, 疑似复烧占比) it is what exceeds the most that may remain. 面积 and 金额 have their gap in
 * 1/100 m² and 分, 出租南房厢房 in 处: they are no households. Whole numbers are compared (BigInt), nothing is rounded but the difference in
 * points, which is computed from the unrounded counts. A zero denominator has no rate, no gap and no verdict.
 */
export function targetGap(key: IndicatorKey, sums: Sums, target: number): TargetGap {
  const { unit, numerator, denominator } = indicator(key);
  const [n, d] = [numerator(sums), denominator(sums)];
  const common = { unit, numerator: n, denominator: d };
  if (d === 0) return { ...common, difference: null, gap: null, reached: null };
  const [have, of, wanted] = [BigInt(n), BigInt(d), BigInt(target)];
  const gap = isLessBetter(key) ? have - (wanted * of) / WHOLE : (wanted * of + WHOLE - 1n) / WHOLE - have;
  return { ...common, difference: roundedAway(have * WHOLE - wanted * of, of), gap: gap > 0n ? Number(gap) : 0, reached: gap <= 0n };
}

/** Hundredths of a percent in the whole. */
const WHOLE = 10_000n;

function roundedAway(top: bigint, bottom: bigint): number {
  const size = ((top < 0n ? -top : top) * 2n + bottom) / (2n * bottom);
  return Number(top < 0n ? -size : size);
}
