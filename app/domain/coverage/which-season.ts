import type { CalendarDay } from '../time/calendar-day';
import { currentSeason } from '../time/current-season';
import type { SeasonState } from './division';

/** 看哪个采暖季: the one asked for, else the current one. Undefined when it does not exist. `seasons` are the latest first. */
export function seasonToShow(seasons: readonly SeasonState[], wanted: string | null, today: CalendarDay): SeasonState | undefined {
  return wanted === null ? currentSeason(seasons, today) : seasons.find((season) => season.name === wanted);
}
