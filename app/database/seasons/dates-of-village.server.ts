/**
 * The days of a season in the village `v` (docs/definitions.md#season): those of the nearest division at or above it that has
 * dates. Gives one row with `starts_on` and `ends_on`, or none; for FROM, or as a lateral join.
 */
export function datesOfVillage(season: string): string {
  return `(SELECT n.starts_on, n.ends_on FROM season_dates n WHERE n.season = ${season} AND n.division_code = ANY(v.path)
     ORDER BY array_position(v.path, n.division_code) DESC LIMIT 1)`;
}
