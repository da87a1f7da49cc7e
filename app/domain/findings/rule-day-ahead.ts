import { earliestAfter } from '../indicators/flags-of';
import type { Sums } from '../indicators/measures';
import type { CalendarDay } from '../time/calendar-day';

/**
 * 规则生效日: the first day after the as-of date on which the calendar alone opens a finding of a household although its facts stay as they
 * are (docs/definitions.md#rules): the season's start for who is not connected (R10) or not converted (R11), and a day on which the
 * stove is to be removed or the coal cleared (R12). Null when there is none. Days on which facts change (due dates, payments, installations
 * and visits dated ahead) are those of `factsOf`.
 */
export function ruleDayAhead(
  home: {
    sums: Pick<Sums, 'H' | 'R' | 'I' | 'C'>;
    startsOn: CalendarDay | null;
    stoveRemovedOn: CalendarDay | null;
    coalClearedOn: CalendarDay | null;
  },
  asOf: CalendarDay,
): CalendarDay | null {
  const { H, R, I, C } = home.sums;
  if (H === 0) return null;
  const waitsForStart = (I > 0 && C === 0) || (R > 0 && I === 0);
  return earliestAfter([waitsForStart ? home.startsOn : null, home.stoveRemovedOn, home.coalClearedOn], asOf);
}
