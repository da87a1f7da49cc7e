import { type Random, randomBelow } from './random-from-seed';

/** How many are drawn: a share of the households in basis points, at least so many, and the part of them that goes by weight. */
export type DrawRule = { shareBps: number; atLeast: number; weightedBps: number };

/** 5 %, at least 10 of a township, two fifths of them by weight. */
export const DEFAULT_DRAW: DrawRule = { shareBps: 500, atLeast: 10, weightedBps: 4000 };

type Drawable = { number: string; weight: number };
export type Drawn = { number: string; part: 'random' | 'weighted' };

/** Rounded up, and never more than there are. */
export function sampleSize(households: number, rule: DrawRule): { random: number; weighted: number } {
  const size = Math.min(households, Math.max(rule.atLeast, Math.ceil((households * rule.shareBps) / 10_000)));
  const weighted = Math.floor((size * rule.weightedBps) / 10_000);
  return { random: size - weighted, weighted };
}

/**
 * 抽取 (docs/definitions.md#spot-check): first a simple random sample without replacement (Fisher–Yates), then from the rest the weighted
 * part without replacement with keys u^(1/weight), the greatest first (Efraimidis and Spirakis, Information Processing Letters 97,
 * 2006). Both use the same stream of numbers over the households in the order of their numbers: the same seed and the same households
 * give the same sample, in whatever order they were handed over.
 */
export function drawSample(households: readonly Drawable[], rule: DrawRule, random: Random): Drawn[] {
  const pool = [...households].sort((a, b) => (a.number < b.number ? -1 : 1));
  const size = sampleSize(pool.length, rule);
  for (let at = 0; at < size.random; at += 1) {
    const other = at + randomBelow(random, pool.length - at);
    [pool[at], pool[other]] = [pool[other]!, pool[at]!];
  }
  const rest = pool.slice(size.random).sort((a, b) => (a.number < b.number ? -1 : 1));
  const keyed = rest.map((household) => ({ household, key: Math.log(1 - random()) / household.weight }));
  keyed.sort((a, b) => b.key - a.key);
  return [
    ...pool.slice(0, size.random).map(({ number }): Drawn => ({ number, part: 'random' })),
    ...keyed.slice(0, size.weighted).map(({ household }): Drawn => ({ number: household.number, part: 'weighted' })),
  ];
}
