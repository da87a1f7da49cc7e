import { type Random, randomBelow } from './random-from-seed';

/** A test stops once so many random values reached the observed one: it is no discovery any more. */
const ENOUGH = 10;
/** So that a discovery among some hundred tests is possible: the smallest probability is 1 in 20,000. */
const MOST = 19_999;

/**
 * How likely a random value is at least the observed one: (1 + reached) / (1 + drawn), which is never too small (Besag and Clifford,
 * Biometrika 78, 1991, for stopping early).
 */
export function chanceOf(observed: number, drawValue: () => number, most = MOST): number {
  let reached = 0;
  for (let drawn = 1; drawn <= most; drawn += 1) {
    if (drawValue() >= observed - 1e-12) reached += 1;
    if (reached >= ENOUGH) return reached / drawn;
  }
  return (1 + reached) / (1 + most);
}

/** The first `count` of `all` are drawn at random; the list itself is shuffled. */
export function shuffleFirst(all: number[], count: number, random: Random): void {
  for (let at = 0; at < count; at += 1) {
    const other = at + randomBelow(random, all.length - at);
    [all[at], all[other]] = [all[other]!, all[at]!];
  }
}
