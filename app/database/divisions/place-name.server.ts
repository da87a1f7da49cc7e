/** The place of something in words: the names of the divisions on a path from the top down, with blanks between. */

/**
 * The names of the divisions `a` on a path for which `which` holds; the path is that of the village `v` unless another is
 * given. A page leaves out the divisions that its reader knows.
 */
function placeName(which: string, path = 'v.path'): string {
  return `(SELECT string_agg(a.name, ' ' ORDER BY cardinality(a.path)) FROM division a WHERE a.code = ANY(${path}) AND ${which})`;
}

/** County, township and village, for lists that cover several counties. */
export function placeFromCounty(path?: string): string {
  return placeName(`a.level IN ('county', 'township', 'village')`, path);
}

/** Township and village, for lists that one county reads. */
export const PLACE_BELOW_COUNTY = placeName(`a.level IN ('township', 'village')`);

/** From the person's own divisions down. `roots` is the parameter with the scope. */
export function placeInScope(roots: string): string {
  return placeName(`a.path && ${roots}::text[]`);
}

/** The divisions below the one a page is about, including the village; only the village when the page is about it. */
export function placeBelow(division: string): string {
  return placeName(`a.path @> ARRAY[${division}]::text[] AND (a.code <> ${division} OR v.code = ${division})`);
}

/**
 * For a WITH: `places` has the divisions between the one a page is about and a village, which has a column of its own, by the village's
 * parent; a parent above the page's division has no row. Put together once a parent: a city has 2,000 villages in a hundred townships.
 */
export function placesBetween(division: string): string {
  const between = placeName(`a.path @> ARRAY[${division}]::text[] AND a.code <> ${division}`, 'p.path');
  return `places AS MATERIALIZED (SELECT p.code, ${between} AS place FROM division p
    WHERE p.level <> 'village' AND p.path @> ARRAY[${division}]::text[])`;
}
