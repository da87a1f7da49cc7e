import type { CalendarDay } from './calendar-day';
import type { SeasonName } from './heating-season';

export type SeasonDatesFault = 'season.starts-outside' | 'season.ends-outside' | 'season.ends-before-start';

/**
 * 采暖季的起止日期怎样算合理: it starts in the second half of its first year and ends in the first half (to the end of July) of
 * its second year. Counties differ: 平鲁区 from 1 October to the end of April, Taiyuan 151 days from 1 November
 * (docs/definitions.md#source-season-dates).
 */
export function seasonDatesFault(season: SeasonName, startsOn: CalendarDay, endsOn: CalendarDay): SeasonDatesFault | undefined {
  const [first, second] = season.split('-') as [string, string];
  if (startsOn < `${first}-07-01` || startsOn > `${first}-12-31`) return 'season.starts-outside';
  if (endsOn > `${second}-07-31`) return 'season.ends-outside';
  return endsOn < startsOn ? 'season.ends-before-start' : undefined;
}
