/**
 * A rate is a numerator over a denominator, computed from unrounded counts and shown with two decimals, half up.
 * A zero denominator is no rate: null, shown as “—”, never 0 % (docs/definitions.md#rate).
 */
export type Rate = { numerator: number; denominator: number; rate: number | null };

export function rateOf(numerator: number, denominator: number): Rate {
  return { numerator, denominator, rate: denominator === 0 ? null : numerator / denominator };
}

/**
 * Percent with two decimals, half up, by exact integer arithmetic: floating point would round some halves down. Numerator and
 * denominator are non-negative and have at most four decimals (households, 万户, m², 分).
 */
export function percentOf(numerator: number, denominator: number): string | null {
  if (denominator === 0) return null;
  const scale = 10_000;
  const n = BigInt(Math.round(numerator * scale));
  const d = BigInt(Math.round(denominator * scale));
  const hundredths = (n * 20_000n + d) / (2n * d);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

/** '69.23 %', or '—' when there is nothing to divide by. */
export function formatRate(numerator: number, denominator: number): string {
  const percent = percentOf(numerator, denominator);
  return percent === null ? '—' : `${percent} %`;
}
