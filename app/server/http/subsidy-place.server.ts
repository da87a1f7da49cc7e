import type { CoveragePlace } from '~/server/workflows/read-coverage.server';

/** Where a page about subsidies stands, as its screen wants it. */
export function subsidyPlace({ trail, seasons, season, asOf }: CoveragePlace) {
  return { trail, seasons: seasons.map(({ name }) => name), season: season.name, asOf, closed: season.closedOn !== null };
}
