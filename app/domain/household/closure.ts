import type { VisitOutcome } from '../contract/enumerations';
import type { CalendarDay } from '../time/calendar-day';

/** 没能入户: what a call ends with at which nobody could be visited. */
export const CLOSURES = ['nobody', 'refused', 'vacant', 'demolished'] as const satisfies readonly VisitOutcome[];
export type Closure = (typeof CLOSURES)[number];

/** A household is closed once nobody was at home on this many different days. */
export const NOBODY_DAYS_TO_CLOSE = 3;

const CLOSES_AT_ONCE: ReadonlySet<VisitOutcome> = new Set(['refused', 'vacant', 'demolished']);

export type VisitOfDay = { outcome: VisitOutcome; day: CalendarDay };

/** The different days (in China) on which nobody was at home. Two calls on one day count once. */
export function nobodyDays(visits: readonly VisitOfDay[]): number {
  return new Set(visits.filter((visit) => visit.outcome === 'nobody').map((visit) => visit.day)).size;
}

/**
 * 销号: a household that could not be surveyed counts as dealt with after 拒绝, 空置 or 拆除, or after 无人 on three different days
 * (docs/definitions.md#flag-x; “不留死角”, docs/definitions.md#clause-c4). The visits given are the counted ones of one season; the
 * caller makes sure that none of them was completed.
 */
export function isClosed(visits: readonly VisitOfDay[]): boolean {
  return visits.some((visit) => CLOSES_AT_ONCE.has(visit.outcome)) || nobodyDays(visits) >= NOBODY_DAYS_TO_CLOSE;
}

/** True when one visit with this outcome closes the household. */
export function closesAtOnce(outcome: VisitOutcome): boolean {
  return CLOSES_AT_ONCE.has(outcome);
}
