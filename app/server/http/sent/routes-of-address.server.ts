/** Which routes can answer an address at all, so that a request need not be compared with each of them. */
import type { ServerBuild } from '@remix-run/node';

/**
 * The part of a build whose routes can match addresses that begin with a segment: those whose own address begins with it, and those
 * that begin with none or with a parameter. Remix derives and ranks all routes of a build for every request; with a hundred and fifty
 * routes that costs more than most pages do.
 */
export function partOfBuild(build: ServerBuild, segment: string): ServerBuild {
  const within = ([id]: [string, unknown]) => [null, segment].includes(firstSegment(build.routes, id));
  return {
    ...build,
    routes: Object.fromEntries(Object.entries(build.routes).filter(within)),
    // The browser loads the manifest of all routes by its address; on the server it draws the routes that match.
    assets: { ...build.assets, routes: Object.fromEntries(Object.entries(build.assets.routes).filter(within)) },
  };
}

/** The first segments of a build's routes, in lower case, because Remix matches in any case. */
export function firstSegments(build: ServerBuild): Set<string> {
  return new Set(Object.keys(build.routes).flatMap((id) => firstSegment(build.routes, id) ?? []));
}

/** The first segment of an address as these functions name it; null where it must be compared with all routes. */
export function segmentOfAddress(pathname: string): string | null {
  // `/lists/1.data` is what the browser asks for the data of `/lists/1`.
  const first = /^\/([^/]*)/.exec(pathname.replace(/\.data$/, ''))?.[1]?.toLowerCase();
  return first === undefined || first.includes('%') || (first === '' && pathname !== '/') ? null : first;
}

/** The written first segment of a route's whole address; null when it has none or begins with a parameter. */
function firstSegment(routes: ServerBuild['routes'], id: string): string | null {
  const first = wholePath(routes, id).split('/').find(Boolean)?.toLowerCase();
  return first === undefined || /^[:*]|\?$/.test(first) ? null : first;
}

function wholePath(routes: ServerBuild['routes'], id: string): string {
  const route = routes[id];
  return route ? `${route.parentId ? wholePath(routes, route.parentId) : ''}/${route.path ?? ''}` : '';
}
