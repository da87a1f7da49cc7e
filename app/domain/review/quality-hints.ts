import { clockInShanghai } from '../time/china-clock';

/**
 * 入户质量提示: what makes a reviewer look twice (docs/definitions.md#rule-r21). A hint neither returns a visit nor enters a figure:
 * a visit at night may have its reasons, and some courtyards hold six households.
 *
 * - `night`: the visit is dated between 00:00 and 04:59 in China.
 * - `many-in-an-hour`: its visitor dated more than 12 visits within half an hour before or after it, itself included.
 *   That is five minutes a household without any walking; inspection teams of the ministry did about 20 households a day
 *   (docs/definitions.md#source-inspection-2019).
 * - `before-season`: it is dated before the season begins in the household's county, when heating cannot be seen.
 *
 * An unchanged household is no hint: the form is prefilled so that a cadre asks only what changed.
 */
const MOST_VISITS_AN_HOUR = 12;
const NIGHT_ENDS_AT = 5;

export type QualityHint = 'night' | 'many-in-an-hour' | 'before-season';

export type HintFacts = {
  /** ISO instant */
  visitedAt: string;
  /** Visits by the same visitor from half an hour before to half an hour after, this one included. */
  visitsWithinTheHour: number;
  /** First day of the season in the household's county, null when no dates were set. */
  seasonStartsOn: string | null;
  /** The day of the visit in China. */
  day: string;
};

export function qualityHints(facts: HintFacts): QualityHint[] {
  const hints: QualityHint[] = [];
  const hour = Number(clockInShanghai(facts.visitedAt).slice(11, 13));
  if (hour < NIGHT_ENDS_AT) hints.push('night');
  if (facts.visitsWithinTheHour > MOST_VISITS_AN_HOUR) hints.push('many-in-an-hour');
  if (facts.seasonStartsOn !== null && facts.day < facts.seasonStartsOn) hints.push('before-season');
  return hints;
}
