import type { CalendarDay } from '../time/calendar-day';

export const CONVERSION_STEPS = ['started', 'installed', 'accepted', 'connected'] as const;
export type ConversionStep = (typeof CONVERSION_STEPS)[number];

/** The dates of a conversion in plan. */
type ConversionDates = {
  year: number;
  appliedOn: CalendarDay | null;
  agreedOn: CalendarDay | null;
  installedOn: CalendarDay | null;
  villageAcceptedOn: CalendarDay | null;
  townAcceptedOn: CalendarDay | null;
  countyAcceptedOn: CalendarDay | null;
  connectedOn: CalendarDay | null;
};

/**
 * 改造进度 (docs/definitions.md#conversion-steps): the day on which a household in the plan of a year reached each step; null while it has not.
 *
 * 动工 started: the first day of any on record (申请, 协议, 安装, 验收, 接通), because a later step means that work has begun. 安装 installed: the day of
 * installation, else 31 December of the year, as flag I has it. 验收 accepted: the township's acceptance, or the county's where only that is
 * on record; the village's own is no acceptance. 接通 connected: the day of connection. A step is reached from its day on.
 */
export function conversionSteps(dates: ConversionDates): Record<ConversionStep, CalendarDay | null> {
  return {
    started: first([
      dates.appliedOn,
      dates.agreedOn,
      dates.installedOn,
      dates.villageAcceptedOn,
      dates.townAcceptedOn,
      dates.countyAcceptedOn,
      dates.connectedOn,
    ]),
    installed: dates.installedOn ?? `${dates.year}-12-31`,
    accepted: first([dates.townAcceptedOn, dates.countyAcceptedOn]),
    connected: dates.connectedOn,
  };
}

function first(days: readonly (CalendarDay | null)[]): CalendarDay | null {
  return days.reduce((earliest, day) => (day !== null && (earliest === null || day < earliest) ? day : earliest), null);
}
