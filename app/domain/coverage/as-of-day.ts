import { refuse } from '../problems';
import { type CalendarDay, earlierOf, isCalendarDay } from '../time/calendar-day';
import type { SeasonState } from './division';

/** The day a page shows. `past`: it has to be computed, because what is stored holds for a later day. */
type ShownDay = { day: CalendarDay; past: boolean };

/** The day for which the figures of a season are stored: today, or the day on which it was closed. */
export function storedDay(season: Pick<SeasonState, 'closedOn'>, today: CalendarDay): CalendarDay {
  return season.closedOn === null ? today : earlierOf(season.closedOn, today);
}

/**
 * 截至日期 of a page (docs/definitions.md#as-of-day): the day asked for, or the one the stored figures hold for when none was or an empty
 * field was sent. A day on or after the closing of a closed season is that of its closing. Refuses what is no day, a day that has not come,
 * and a day before the season begins anywhere (a season without dates has no first day, so none is before it).
 */
export function dayToShow(asked: string | null, season: SeasonState, today: CalendarDay): ShownDay {
  const stored = storedDay(season, today);
  const day = (asked ?? '').trim();
  if (day === '') return { day: stored, past: false };
  if (!isCalendarDay(day)) refuse('day.not-a-day', { day });
  if (day > today) refuse('as-of.in-future', { day, today });
  if (season.startsOn !== null && day < season.startsOn)
    refuse('as-of.before-season', { day, season: season.name, begins: season.startsOn });
  return day >= stored ? { day: stored, past: false } : { day, past: true };
}

/** The day on which another season stands beside a past day: null when what is stored of it was so by then, because it was closed. */
export function pastDayOf(other: Pick<SeasonState, 'closedOn'>, day: CalendarDay): CalendarDay | null {
  return other.closedOn !== null && other.closedOn <= day ? null : day;
}
