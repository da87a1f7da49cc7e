import type { CalendarDay } from './calendar-day';
import type { SeasonName } from './heating-season';

/** A season with its first day anywhere (null without dates). */
export type DatedSeason = { name: SeasonName; startsOn: CalendarDay | null };

/**
 * 当前采暖季: the latest that has begun, because a season declared ahead has nothing to show or to ask yet. When none has begun it
 * is the one that begins first. `seasons` has the latest first.
 */
export function currentSeason<T extends DatedSeason>(seasons: readonly T[], today: CalendarDay): T | undefined {
  return seasons.find((season) => hasBegun(season, today)) ?? seasons[seasons.length - 1];
}

/** Without dates, a season begins with the heating year it is named after, on 1 October. */
function hasBegun(season: DatedSeason, today: CalendarDay): boolean {
  return (season.startsOn ?? `${season.name.slice(0, 4)}-10-01`) <= today;
}

export type OpenOrClosed = DatedSeason & { closed: boolean };

/** The season visits are recorded for: the current one of those that are open. */
export function seasonSurveyed(seasons: readonly OpenOrClosed[], today: CalendarDay): SeasonName | null {
  return (
    currentSeason(
      seasons.filter((season) => !season.closed),
      today,
    )?.name ?? null
  );
}

/** The season a page of the survey shows: the one asked for when it exists, else the one surveyed, else the current one. */
export function seasonShown(seasons: readonly OpenOrClosed[], asked: string | null, today: CalendarDay): SeasonName | null {
  return (
    seasons.find((season) => season.name === asked)?.name ?? seasonSurveyed(seasons, today) ?? currentSeason(seasons, today)?.name ?? null
  );
}
