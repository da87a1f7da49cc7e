/** The relations in which the facts and sums of several seasons stand, each as stored or as of a day gone by. */
import { type FactsView, STORED } from '~/database/facts/facts.server';
import { MEASURE_COLUMNS } from '~/database/facts/measure-columns.server';
import { type CalendarDay, isCalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';

/** A season as of a day gone by, or with null as it is stored. */
export type SeasonOnDay = { season: string; day: CalendarDay | null };

/**
 * For statements that read `household_facts f` or `roll_up r`. The caller has seen to it that everything it reads is there
 * (past-facts.server.ts). The names stand in the text of a statement, so anything but a season and a day is refused.
 */
export function viewOnDays(seasons: readonly SeasonOnDay[]): FactsView {
  if (seasons.every(({ day }) => day === null)) return STORED;
  const union = (stored: string, past: string, columns: readonly string[]): string =>
    `(${seasons
      .map(({ season, day }) => {
        if (!isSeasonName(season)) throw new Error('not a season');
        const list = columns.join(', ');
        return day === null
          ? `SELECT ${list} FROM ${stored} WHERE season = '${season}'`
          : `SELECT ${list} FROM ${past} WHERE season = '${season}' AND day = '${onlyDay(day)}'::date`;
      })
      .join(' UNION ALL ')})`;
  return {
    facts: union('household_facts', 'past_facts', ['season', 'village_code', 'household_number', 'visit_id', 'mode', ...MEASURE_COLUMNS]),
    rollUp: union('roll_up', 'past_roll_up', ['season', 'village_code', ...MEASURE_COLUMNS]),
    stored: false,
  };
}

export function onlyDay(day: CalendarDay): CalendarDay {
  if (!isCalendarDay(day)) throw new Error('not a day');
  return day;
}
