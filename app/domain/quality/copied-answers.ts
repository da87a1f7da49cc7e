import { COUNTED_QUESTIONS } from '../review/compare-visits';
import { canonicalJson } from '../sync/canonical-json';
import { chanceOf, shuffleFirst } from './permuted';
import type { Random } from './random-from-seed';
import type { VisitToLookAt } from './reason';

/** Fewer visits of one visitor say nothing, and neither does a village that one visitor did alone. */
const FEWEST_VISITS = 5;
/** More visits of a village would only cost time: these are taken evenly from its visits. */
const MOST_VISITS = 150;

export type CopiedAnswers = { village: string; visitor: string; visits: string[]; observed: number; expected: number; p: number };

/**
 * 答得异常相像 (docs/definitions.md#worth-a-look): whether the visits of one visitor are more alike than groups of the same size drawn from
 * the same village, whose houses are heated alike. Two visits are alike by the weight of the questions that both answered equally, of
 * the weight of those that both answered; a question weighs −log Σp², where p are the shares of its answers in the village: what
 * everybody answers the same weighs nothing, and agreeing by chance on a question of many answers is rare (the collision entropy of
 * Rényi). Compared are the mean over all pairs and the mean over each visit's nearest one, by permutation of the visits within the
 * village; of both probabilities the smaller counts twice. Left out: villages with one visitor, visitors with fewer than 5 visits, free
 * text. One result for each visitor tested; which of them are flagged is decided over all tests together (false-discovery.ts).
 */
export function copiedAnswers(villageVisits: readonly VisitToLookAt[], random: Random, most?: number): CopiedAnswers[] {
  const visits = evenly(villageVisits, MOST_VISITS);
  const of = new Map<string, number[]>();
  for (const [at, { visitor }] of visits.entries()) of.set(visitor, [...(of.get(visitor) ?? []), at]);
  if (of.size < 2) return [];
  const alike = similarities(visits);
  return [...of].flatMap(([visitor, own]): CopiedAnswers[] => {
    if (own.length < FEWEST_VISITS || own.length === visits.length) return [];
    const observed = alikeness(alike, own, own.length);
    let [sum, drawn] = [0, 0];
    const all = visits.map((_visit, at) => at);
    const draw = (which: 'mean' | 'nearest') => () => {
      shuffleFirst(all, own.length, random);
      const value = alikeness(alike, all, own.length);
      sum += value.mean;
      drawn += 1;
      return value[which];
    };
    const byMean = chanceOf(observed.mean, draw('mean'), most);
    const byNearest = chanceOf(observed.nearest, draw('nearest'), most);
    const p = Math.min(1, 2 * Math.min(byMean, byNearest));
    const ids = own.map((at) => visits[at]!.id);
    return [{ village: visits[0]!.village, visitor, visits: ids, observed: observed.mean, expected: sum / drawn, p }];
  });
}

function evenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_one, at) => all[Math.floor((at * all.length) / most)]!);
}

/** How alike each two visits are, from 0 to 1, in one row after the other. */
function similarities(visits: readonly VisitToLookAt[]): Float64Array[] {
  const count = visits.length;
  const equal = visits.map(() => new Float64Array(count));
  const both = visits.map(() => new Float64Array(count));
  for (const question of COUNTED_QUESTIONS) {
    const codes = new Map<string, number>();
    const given = visits.map(({ answers }) => {
      const answer = answers[question];
      if (answer === undefined) return -1;
      const text = canonicalJson(Array.isArray(answer) ? [...answer].sort() : answer);
      if (!codes.has(text)) codes.set(text, codes.size);
      return codes.get(text)!;
    });
    const weight = weightOf(given, codes.size);
    if (weight === 0) continue;
    for (let a = 0; a < count; a += 1)
      for (let b = 0; b < a; b += 1)
        if (given[a]! >= 0 && given[b]! >= 0) {
          both[a]![b]! += weight;
          if (given[a] === given[b]) equal[a]![b]! += weight;
        }
  }
  for (let a = 0; a < count; a += 1)
    for (let b = 0; b < a; b += 1) {
      const value = both[a]![b]! > 0 ? equal[a]![b]! / both[a]![b]! : 0;
      equal[a]![b] = value;
      equal[b]![a] = value;
    }
  return equal;
}

/** −log Σp² over the answers that were given. */
function weightOf(given: readonly number[], answers: number): number {
  const counts = new Array<number>(answers).fill(0);
  let all = 0;
  for (const code of given)
    if (code >= 0) {
      counts[code]! += 1;
      all += 1;
    }
  if (all === 0) return 0;
  return Math.max(0, -Math.log(counts.reduce((sum, count) => sum + (count / all) ** 2, 0)));
}

function alikeness(alike: readonly Float64Array[], of: readonly number[], count: number): { mean: number; nearest: number } {
  let [sum, nearestSum] = [0, 0];
  for (let a = 0; a < count; a += 1) {
    const row = alike[of[a]!]!;
    let nearest = 0;
    for (let b = 0; b < count; b += 1) {
      if (a === b) continue;
      const value = row[of[b]!]!;
      sum += value;
      if (value > nearest) nearest = value;
    }
    nearestSum += nearest;
  }
  return { mean: sum / (count * (count - 1)), nearest: nearestSum / count };
}
