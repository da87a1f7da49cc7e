import { chanceOf } from './permuted';
import { type Random, randomBelow } from './random-from-seed';

/** Fewer readings say nothing of their last digits. */
export const FEWEST_READINGS = 30;

export type DigitPreference = { digit: number; hits: number; count: number; p: number };

/** The last digit of a whole reading: of 1,234.7 kWh it is 4, of −3 ℃ it is 3. */
export function lastDigit(reading: number): number {
  return Math.floor(Math.abs(reading) + 1e-9) % 10;
}

/**
 * 尾数集中 (docs/definitions.md#worth-a-look): whether typed readings end in one digit more often than by chance. `digits` are the last
 * digits of one visitor or one village, `expected` the shares of the ten digits without preference: equal ones for a meter, which
 * counts on and ends anywhere; for a room temperature those of the whole village, where most rooms have 18 to 22 ℃ and everybody rounds
 * to whole degrees, so that a visitor is compared with the others there and a village that one visitor did alone says nothing. The
 * statistic is χ² against these shares; its probability comes from as many digits drawn at random from them (a multinomial simulation),
 * which holds for few readings. Null: fewer than 30 readings. One result for each group tested; which are flagged is decided over all
 * together.
 */
export function digitPreference(
  digits: readonly number[],
  expected: readonly number[],
  random: Random,
  most?: number,
): DigitPreference | null {
  if (digits.length < FEWEST_READINGS) return null;
  const total = expected.reduce((sum, share) => sum + share, 0);
  const shares = expected.map((share) => share / total);
  const urn = urnOf(shares);
  const counts = countsOf(digits);
  const observed = chiSquare(counts, shares, digits.length);
  const p = chanceOf(
    observed,
    () => {
      const drawn = new Array<number>(10).fill(0);
      for (let at = 0; at < digits.length; at += 1) drawn[urn[randomBelow(random, urn.length)]!]! += 1;
      return chiSquare(drawn, shares, digits.length);
    },
    most,
  );
  const over = counts.map((count, digit) => count - shares[digit]! * digits.length);
  const digit = over.indexOf(Math.max(...over));
  return { digit, hits: counts[digit]!, count: digits.length, p };
}

/** Two thousand balls in these shares, so that a draw costs one look. */
function urnOf(shares: readonly number[]): number[] {
  const balls: number[] = [];
  let share = 0;
  for (const [digit, one] of shares.entries()) {
    share += one;
    while (balls.length < Math.round(share * 2000)) balls.push(digit);
  }
  return balls;
}

export function countsOf(digits: readonly number[]): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const digit of digits) counts[digit]! += 1;
  return counts;
}

/** A digit that was not to be expected at all is counted against a fraction of one reading. */
function chiSquare(counts: readonly number[], shares: readonly number[], all: number): number {
  return counts.reduce((sum, count, digit) => {
    const expected = Math.max(shares[digit]! * all, 0.05);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}
