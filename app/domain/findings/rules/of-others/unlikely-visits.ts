import { isVisitAtNight } from '../../../review/visit-at-night';
import type { CalendarDay } from '../../../time/calendar-day';
import { type Opened, opened } from '../../opened';
import { subjectOf } from '../../subject';
import type { Thresholds } from '../../thresholds';

const HOUR = 3_600_000;

/** The counted visits (app/domain/survey/counted-visit.ts) of one visitor on one day in China, of whatever outcome. ISO instants. */
export type VisitorDay = { visitor: string; day: CalendarDay; visitedAt: readonly string[] };

/**
 * R21 入户异常 (docs/definitions.md#rule-r21): more counted visits of one visitor than the threshold (12) within any 60 minutes, both ends
 * included, or more than the threshold (60) on one day, or one between 23:00 and 05:00 (`isVisitAtNight`). Reasons to look, never a
 * ranking: the finding says what was dated when, not how good anybody is.
 *
 * An hour across midnight is not looked for: all visits in it are at night on both days. app/domain/review/quality-hints.ts hints at the
 * same while a visit is reviewed.
 */
export function unlikelyVisitsOpened({ visitor, day, visitedAt }: VisitorDay, thresholds: Thresholds): Opened | null {
  const { visitsAnHour, visitsADay } = thresholds;
  const inAnHour = mostWithin(HOUR, visitedAt);
  const atNight = visitedAt.filter(isVisitAtNight).length;
  const reasons = [
    ...(inAnHour > visitsAnHour ? ['hour'] : []),
    ...(visitedAt.length > visitsADay ? ['day'] : []),
    ...(atNight > 0 ? ['night'] : []),
  ];
  if (reasons.length === 0) return null;
  const cause = { reasons, day, inAnHour, visitsAnHour, onTheDay: visitedAt.length, visitsADay, atNight };
  return opened('R21', subjectOf.visitorDay(visitor, day), thresholds, { cause });
}

/** The most instants that lie within a span, both of its ends included. */
function mostWithin(span: number, instants: readonly string[]): number {
  const times = instants.map((instant) => Date.parse(instant)).sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (let last = 0; last < times.length; last++) {
    while (times[last]! - times[first]! > span) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
