/**
 * 较上季变化: how many percentage points a rate moved, to two decimals, half away from zero.
 *
 * Computed from the unrounded counts like every rate, so it can differ by 0.01 from the difference of the two printed rates.
 * Null when the denominator of either season is zero.
 */
export type Fraction = { numerator: number; denominator: number };

export function changeInPoints(now: Fraction, before: Fraction): number | null {
  if (now.denominator === 0 || before.denominator === 0) return null;
  const [n1, d1, n0, d0] = [now.numerator, now.denominator, before.numerator, before.denominator].map(inSmallestUnits) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const top = (n1 * d0 - n0 * d1) * 10_000n;
  const bottom = d1 * d0;
  const size = ((top < 0n ? -top : top) * 2n + bottom) / (2n * bottom);
  return Number(top < 0n ? -size : size) / 100;
}

/** Counts, and areas in m² with two decimals, as whole numbers. */
function inSmallestUnits(value: number): bigint {
  return BigInt(Math.round(value * 100));
}
