import type { CalendarDay } from '../time/calendar-day';

/** 生效日期 and 失效日期 of a division; null sets no limit. */
export type DaysOfDivision = { validFrom: CalendarDay | null; validTo: CalendarDay | null };

/** A division has ended from its 失效日期 on: that day is the first on which it no longer exists (docs/decisions/0010-workbook.md). */
export function hasEnded({ validTo }: Pick<DaysOfDivision, 'validTo'>, day: CalendarDay): boolean {
  return validTo !== null && validTo <= day;
}

/** 存续: a division exists from its 生效日期 to the day before its 失效日期. */
export function existsOn(division: DaysOfDivision, day: CalendarDay): boolean {
  return !hasEnded(division, day) && (division.validFrom === null || division.validFrom <= day);
}
