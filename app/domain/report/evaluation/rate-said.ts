import { whoIsLast } from '../../clauses/who-is-last';
import { changeInPoints, type Fraction } from '../../indicators/change-of-rate';
import { type IndicatorKey, indicator } from '../../indicators/indicators';
import type { Sums } from '../../indicators/measures';
import { isLessBetter } from '../../targets/target-gap';
import type { EvaluatedPlace } from './evaluation-figures';
import type { EvaluationLine, EvaluationSaid } from './evaluation-words';

/** Numerator and denominator of an indicator that sums carry (整改率 is none of them: it counts findings). */
export function fractionOf(key: IndicatorKey, sums: Sums): Fraction {
  const { numerator, denominator } = indicator(key);
  return { numerator: numerator(sums), denominator: denominator(sums) };
}

/**
 * 一句比率 (docs/definitions.md#evaluation-sentence): the rate with its numerator and denominator, and whether it rose, fell or stayed
 * against the season before. Points are those of `changeInPoints`, from unrounded counts: it rose or fell when that rounds to at least
 * 0.01, and stayed when it rounds to 0.00. A zero denominator has no rate and says so, with who would be counted. With no season before
 * in the register (`before` null) nothing is compared; with one in which nobody is counted, the sentence says that.
 */
export function rateSaid(key: IndicatorKey, now: Fraction, before: Fraction | null): EvaluationLine {
  const { unit } = indicator(key);
  if (now.denominator === 0) return { say: 'rateNone', values: { indicator: { indicator: key }, basis: { basis: key } } };
  const values: Record<string, EvaluationSaid> = {
    indicator: { indicator: key },
    rate: { rate: [now.numerator, now.denominator] },
    numerator: { amount: now.numerator, unit },
    denominator: { amount: now.denominator, unit },
  };
  if (before === null) return { say: 'rate', values };
  const change = changeInPoints(now, before);
  if (change === null) return { say: 'rateNoBefore', values };
  if (change === 0) return { say: 'rateSame', values };
  return { say: change > 0 ? 'rateRise' : 'rateFall', values: { ...values, points: { points: Math.round(Math.abs(change) * 100) } } };
}

/** The same of a place, over its sums. */
export function rateOfPlace(key: IndicatorKey, { sums, before }: EvaluatedPlace): EvaluationLine {
  return rateSaid(key, fractionOf(key, sums), before && fractionOf(key, before));
}

/** 谁在最后, as the page of clauses says it; no sentence where nobody is last. */
export function lastPlaces(key: IndicatorKey, below: readonly EvaluatedPlace[]): EvaluationLine[] {
  const last = whoIsLast(
    below.map(({ code, name, sums }) => ({ code, name, ...fractionOf(key, sums) })),
    isLessBetter(key),
  );
  const [first] = last;
  if (!first) return [];
  return [
    {
      say: isLessBetter(key) ? 'highest' : 'lowest',
      values: {
        indicator: { indicator: key },
        places: last.map(({ name }) => name).join('、'),
        rate: { rate: [first.numerator, first.denominator] },
      },
    },
  ];
}

/** A rate as a cell. */
export function rateCell(key: IndicatorKey, sums: Sums): EvaluationSaid {
  const { numerator, denominator } = fractionOf(key, sums);
  return { rate: [numerator, denominator] };
}
