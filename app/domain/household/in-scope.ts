import type { HouseholdStatus } from '../contract/enumerations';
import type { CalendarDay } from '../time/calendar-day';

/** The statuses of households in scope: 正常 and 闲置. SQL that needs them is built from this list. */
export const STATUSES_IN_SCOPE: readonly HouseholdStatus[] = ['normal', 'idle'];

/**
 * 总户数 H: whether a household counts, by its status. 正常 and 闲置 do; 销户, 拆迁 and 空挂 do not, whatever else is known of them
 * (docs/definitions.md#flag-h).
 */
export function isInScope(status: HouseholdStatus): boolean {
  return STATUSES_IN_SCOPE.includes(status);
}

/** A household by its status, with the day on which a split made it and the one on which an event ended it. */
export type DatedStatus = { status: HouseholdStatus; beganOn?: CalendarDay | null; endedOn?: CalendarDay | null };

/**
 * Whether a household counted on a day: not before a split made it, and until the event that ended it (并户, 迁出, 去世), since only
 * households in scope have such events. A status that was corrected without an event holds for every day.
 */
export function isInScopeOn({ status, beganOn, endedOn }: DatedStatus, day: CalendarDay): boolean {
  if (beganOn != null && day < beganOn) return false;
  return endedOn != null && day < endedOn ? true : isInScope(status);
}
