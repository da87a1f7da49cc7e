import type { CalendarDay } from '../time/calendar-day';
import type { SeasonState } from './division';

/**
 * 看哪个采暖季: the one asked for; without one, the latest that has begun, because a season declared ahead has nothing to
 * show yet; when none has begun, the earliest. Undefined when the one asked for, or any, does not exist. `seasons` are the
 * latest first.
 */
export function seasonToShow(seasons: readonly SeasonState[], wanted: string | null, today: CalendarDay): SeasonState | undefined {
  if (wanted !== null) return seasons.find((season) => season.name === wanted);
  return seasons.find((season) => hasBegun(season, today)) ?? seasons.at(-1);
}

/** Without dates, a season begins with the heating year it is named after, on 1 October. */
function hasBegun(season: SeasonState, today: CalendarDay): boolean {
  return (season.startsOn ?? `${season.name.slice(0, 4)}-10-01`) <= today;
}
