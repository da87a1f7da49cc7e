import { clockInShanghai } from './china-clock';

/**
 * A calendar day in China as text, 'YYYY-MM-DD'. Days compare by string order. No time zone, no Date across a boundary:
 * China has had one time without daylight saving since 1991, so an instant belongs to the day it has at UTC+8.
 */
export type CalendarDay = string;

/** There is no year 0000, and the database has none either. */
const PATTERN = /^(?!0000)(\d{4})-(\d{2})-(\d{2})$/;
const DAY = 86_400_000;

/** True for a real day written YYYY-MM-DD (2021-02-29 is not one). */
export function isCalendarDay(text: string): text is CalendarDay {
  const match = PATTERN.exec(text);
  if (!match) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** The day in China of an instant (a Date or ISO text with zone). Throws RangeError for what is no instant. */
export function dayInShanghai(instant: Date | string): CalendarDay {
  return clockInShanghai(instant).slice(0, 10);
}

/** The day `days` after (or, negative, before) `day`. */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

export function earlierOf(a: CalendarDay, b: CalendarDay): CalendarDay {
  return a < b ? a : b;
}
