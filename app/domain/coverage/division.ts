import type { DivisionLevel } from '../divisions/division-code';
import type { FindingTotals } from '../findings/counts';
import type { Sums } from '../indicators/measures';
import type { CalendarDay } from '../time/calendar-day';
import type { SeasonName } from '../time/heating-season';

export type DivisionStep = { code: string; name: string; level: DivisionLevel };

/**
 * A division with its sums in each season asked for, in that order, and its findings where they were asked for. `endedOn`: the day it
 * ceased to be a division.
 */
export type DivisionSums = DivisionStep & {
  zoneType: string | null;
  relocating: boolean;
  endedOn: CalendarDay | null;
  sums: Sums[];
  found?: FindingTotals[];
};

/** A season, its first day anywhere (null without dates), and the day it was closed in China (null while it is open). */
export type SeasonState = { name: SeasonName; startsOn: CalendarDay | null; closedOn: CalendarDay | null };
