/** What the app and the process that makes its files say to each other. */

import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import type { Problem } from '~/domain/problems';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type ToMake = {
  id: string;
  kind: string;
  person: Person;
  query: unknown;
  language: Language;
  now: Date;
  /** Where the file is put. Its folder is there. */
  path: string;
};
export type Order = { make: ToMake } | { abort: string };

/** `type` is left out for a workbook. */
type Made = { fileName: string; type?: string; bytes: number };
/** `computing`: the day is not computed yet (DayBeingComputed). `failed`: a bug, which the process has logged. */
export type Ended = { id: string } & (
  | { made: Made }
  | { problem: Problem }
  | { computing: { day: CalendarDay; progress: { done: number; total: number; failed: boolean } } }
  | { failed: true }
);
