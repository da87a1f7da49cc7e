/** Where something lies, in words: the names of the divisions on a path from the top down, with blanks between. */

/**
 * The divisions `a` on a path, of the village `v` unless another is given, for which `which` holds: a page leaves out what its reader
 * knows.
 */
function placeName(which: string, path = 'v.path'): string {
  return `(SELECT string_agg(a.name, ' ' ORDER BY cardinality(a.path)) FROM division a WHERE a.code = ANY(${path}) AND ${which})`;
}

/** County, township and village: for lists that go beyond a county. */
export function placeFromCounty(path?: string): string {
  return placeName(`a.level IN ('county', 'township', 'village')`, path);
}

/** Township and village: for what a county alone reads. */
export const PLACE_BELOW_COUNTY = placeName(`a.level IN ('township', 'village')`);

/** From the person's own divisions down; `roots` is the parameter with the scope. */
export function placeInScope(roots: string): string {
  return placeName(`a.path && ${roots}::text[]`);
}

/** What lies below the division a page is about, the village among it; the village alone where the page is about it. */
export function placeBelow(division: string): string {
  return placeName(`a.path @> ARRAY[${division}]::text[] AND (a.code <> ${division} OR v.code = ${division})`);
}

/** What lies between the division a page is about and the village, which has a column of its own. */
export function placeBetween(division: string): string {
  return placeName(`a.path @> ARRAY[${division}]::text[] AND a.code NOT IN (${division}, v.code)`);
}
