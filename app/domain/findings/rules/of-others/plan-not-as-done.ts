import type { Mode } from '../../../contract/enumerations';
import type { CalendarDay } from '../../../time/calendar-day';
import { type Opened, opened } from '../../opened';
import { subjectOf } from '../../subject';
import type { Thresholds } from '../../thresholds';

export type PlanCase = {
  village: string;
  year: number;
  mode: Mode;
  /** 计划户数; 0 when nothing was planned but something was installed in plan. */
  planned: number;
  /** Households whose current conversion is in plan, of that year and mode, and in I as of p. */
  installed: number;
  /** The same, but not in plan. */
  outside: number;
};

/**
 * R24 计划与完成不符 (docs/definitions.md#rule-r24, docs/definitions.md#clause-c7): the plan's year is over (the as-of date is after its 31
 * December), and the households planned in a village for a year and mode are not as many as those installed in plan. `difference` is
 * installed less planned: below 0 so many fewer, above 0 so many more. How many were installed outside the plan is said with it and
 * alone opens nothing.
 */
export function planNotAsDoneOpened(plan: PlanCase, asOf: CalendarDay, thresholds: Thresholds): Opened | null {
  const { village, year, mode, planned, installed, outside } = plan;
  if (asOf <= `${year}-12-31` || planned === installed) return null;
  const cause = { year, mode, planned, installed, difference: installed - planned, outside };
  return opened('R24', subjectOf.plan(village, year, mode), thresholds, { cause });
}
