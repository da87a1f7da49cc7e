import { addDays, type CalendarDay } from '~/domain/time/calendar-day';
import { countyOf, type SampleSeason } from './counties.server';
import type { Home } from './households.server';
import { randomOf } from './random.server';

/** Homes a cadre visits in a day; the ministry's teams did 17 (docs/definitions.md#source-inspection-2019). */
export const HOMES_A_DAY = 16;

/** The day on which the cadre first comes to a home in a season, in the order of the homes along the lane. */
export function surveyDay({ village, index }: Home, season: SampleSeason): CalendarDay {
  return addDays(
    countyOf(village.code).seasons[season][0],
    22 + randomOf(village.code, 'survey', season).between(0, 12) + Math.floor(index / HOMES_A_DAY),
  );
}
