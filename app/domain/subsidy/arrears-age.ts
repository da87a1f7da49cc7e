import type { CalendarDay } from '../time/calendar-day';

/** 拖欠账龄: 0–3, 3–6, 6–12, over 12 months from the due date (docs/definitions.md#arrears-ages). */
export const ARREARS_AGES = ['to3', 'to6', 'to12', 'over12'] as const;
export type ArrearsAge = (typeof ARREARS_AGES)[number];
/** The months after the due date up to which an age lasts; the last age has no end. SQL that sorts by age is built from it. */
export const ENDS_OF_AGES: readonly (readonly [ArrearsAge, number])[] = [
  ['to3', 3],
  ['to6', 6],
  ['to12', 12],
];

/** Past due from the day after the due date on. */
export function isPastDue(dueOn: CalendarDay, asOf: CalendarDay): boolean {
  return asOf > dueOn;
}

/** Null when it is not past due. Three months to the day are still within 0–3. */
export function arrearsAge(dueOn: CalendarDay, asOf: CalendarDay): ArrearsAge | null {
  if (!isPastDue(dueOn, asOf)) return null;
  return ENDS_OF_AGES.find(([, months]) => asOf <= addMonths(dueOn, months))?.[0] ?? 'over12';
}

/** 拖欠月数: begun months since the due date (不足一个月按一个月计); 0 when it is not past due. */
export function monthsOverdue(dueOn: CalendarDay, asOf: CalendarDay): number {
  if (!isPastDue(dueOn, asOf)) return 0;
  const whole = monthNumber(asOf) - monthNumber(dueOn);
  return asOf > addMonths(dueOn, whole) ? whole + 1 : Math.max(1, whole);
}

function monthNumber(day: CalendarDay): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The same day of a later month, or that month's last. */
export function addMonths(day: CalendarDay, months: number): CalendarDay {
  const month = monthNumber(day) + months;
  const [year, index] = [Math.floor(month / 12), month % 12];
  const last = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  const ofMonth = Math.min(Number(day.slice(8)), last);
  return [String(year).padStart(4, '0'), ...[index + 1, ofMonth].map((part) => String(part).padStart(2, '0'))].join('-');
}
