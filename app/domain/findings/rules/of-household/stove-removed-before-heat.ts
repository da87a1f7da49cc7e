import type { CalendarDay } from '../../../time/calendar-day';
import { earlierOf } from '../../../time/calendar-day';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R12 一刀切 (docs/definitions.md#rule-r12, docs/definitions.md#clause-c12): the stove was removed or the coal cleared (the earlier of the
 * two, by the as-of date) before the heat was connected: before 接通日期, or without 接通日期 while the household is not connected.
 *
 * On the day of the connection is in order. Urgent while the household is not connected: there people may be in the cold now. Once it
 * is, what happened stays a finding with the longer deadline. A household without a conversion has no such dates.
 */
export const stoveRemovedBeforeHeat: HouseholdRule = (home) => {
  if (home.sums.H === 0 || home.conversion === null) return [];
  const { stoveRemovedOn, coalClearedOn, connectedOn } = home.conversion;
  const cleared = earliest([stoveRemovedOn, coalClearedOn]);
  const connected = home.sums.C > 0;
  if (cleared === null || cleared > home.asOf) return [];
  if (connectedOn === null ? connected : cleared >= connectedOn) return [];
  const cause = { stoveRemovedOn, coalClearedOn, connectedOn, connected };
  const deadline = connected ? 'R12' : 'R12.urgent';
  return [opened('R12', home.household, home.thresholds, { cause, urgent: !connected, deadline })];
};

function earliest(days: readonly (CalendarDay | null)[]): CalendarDay | null {
  const known = days.filter((day): day is CalendarDay => day !== null);
  return known.length === 0 ? null : known.reduce(earlierOf);
}
