import type { SeasonName } from './heating-season';

/** The season a page shows: the one asked for when it exists, else the latest open one, else the latest. Newest first. */
export function seasonShown(seasons: readonly { name: SeasonName; closed: boolean }[], asked: string | null): SeasonName | null {
  return (seasons.find((season) => season.name === asked) ?? seasons.find((season) => !season.closed) ?? seasons[0])?.name ?? null;
}
