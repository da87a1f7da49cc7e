import { isVisitAtNight } from './visit-at-night';

/**
 * 入户质量提示: what makes a reviewer look twice (docs/definitions.md#rule-r21). A hint neither returns a visit nor enters a figure:
 * a visit at night may have its reasons, and some courtyards hold six households.
 *
 * - `night`: the visit is dated between 23:00 and 05:00 in China.
 * - `many-in-an-hour`: its visitor dated more visits than the season's threshold (12) within half an hour before or after it, itself
 *   included. That is five minutes a household without any walking; inspection teams of the ministry did about 20 households a day
 *   (docs/definitions.md#source-inspection-2019).
 * - `before-season`: it is dated before the season begins in the household's county, when heating cannot be seen.
 *
 * An unchanged household is no hint: the form is prefilled so that a cadre asks only what changed.
 */
export type QualityHint = 'night' | 'many-in-an-hour' | 'before-season';

export type HintFacts = {
  /** ISO instant */
  visitedAt: string;
  /** Visits by the same visitor from half an hour before to half an hour after, this one included. */
  visitsWithinTheHour: number;
  /** How many of them are nothing to look at (app/domain/findings/thresholds.ts). */
  visitsAnHour: number;
  /** First day of the season in the household's county, null when no dates were set. */
  seasonStartsOn: string | null;
  /** The day of the visit in China. */
  day: string;
};

export function qualityHints(facts: HintFacts): QualityHint[] {
  const hints: QualityHint[] = [];
  if (isVisitAtNight(facts.visitedAt)) hints.push('night');
  if (facts.visitsWithinTheHour > facts.visitsAnHour) hints.push('many-in-an-hour');
  if (facts.seasonStartsOn !== null && facts.day < facts.seasonStartsOn) hints.push('before-season');
  return hints;
}
