import { addDays, type CalendarDay } from '../time/calendar-day';

const HOUR = 3_600_000;

/** 时限: the last day on which a finding is still in time, counted from the day it was opened: with 1 day the day after. */
export function dueOn(openedOn: CalendarDay, days: number): CalendarDay {
  return addDays(openedOn, days);
}

/** 逾期: not closed, and its last day has passed. A finding that is due today is in time. Overdue is shown, never hidden. */
export function isOverdue(finding: { state: string; dueOn: CalendarDay }, today: CalendarDay): boolean {
  return finding.state !== 'closed' && finding.dueOn < today;
}

/** 已过几小时: whole hours since an urgent finding was opened (ISO instants), never below 0. Null for one that is not urgent or is closed. */
export function hoursOpen(finding: { state: string; urgent: boolean; openedAt: string }, now: string): number | null {
  if (!finding.urgent || finding.state === 'closed') return null;
  return Math.max(0, Math.floor((Date.parse(now) - Date.parse(finding.openedAt)) / HOUR));
}
