import type { Sql } from '~/database/connection/sql.server';
import { placesBetween } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { DivisionStep, DivisionSums } from '~/domain/coverage/division';
import { type Measure, noSums, type Sums } from '~/domain/indicators/measures';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { type FactsView, STORED } from './facts.server';
import { MEASURE_COLUMNS, measureColumn, sumColumns, sumsOfRow } from './measure-columns.server';

/**
 * The sums of a division and of each of its direct children, for some seasons, from the roll-ups of the villages below that the
 * person sees. It takes one statement at any level. The division's own sums come from the villages, not from the children, so
 * that a household entered above a village would still be counted.
 */
export async function sumsOfDivisionAndChildren(
  sql: Sql,
  scope: Scope,
  code: string,
  seasons: readonly string[],
  { rollUp }: Pick<FactsView, 'rollUp'> = STORED,
): Promise<{ own: Sums[]; divisionsBelow: DivisionSums[] }> {
  const rows = await sql.query<SumsRow>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     added AS (
       SELECT v.path[root.depth + 1] AS child, grouping(v.path[root.depth + 1]) = 1 AS is_whole, r.season, ${sumColumns('r')}
       FROM root JOIN division v ON v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
       JOIN ${rollUp} r ON r.village_code = v.code AND r.season = ANY($3::text[])
       GROUP BY GROUPING SETS ((v.path[root.depth + 1], r.season), (r.season))
     )
     SELECT NULL AS code, NULL AS name, NULL AS level, NULL AS zone_type, false AS relocating, NULL::date AS ended_on, season,
     ${MEASURE_COLUMNS.join(', ')}
     FROM added WHERE is_whole
     UNION ALL
     SELECT d.code, d.name, d.level, d.zone_type, d.relocating, d.valid_to, added.season,
     ${MEASURE_COLUMNS.map((column) => `added.${column}`).join(', ')}
     FROM division d LEFT JOIN added ON added.child = d.code AND NOT added.is_whole
     WHERE d.parent_code = $1 AND d.path && $2::text[]
     ORDER BY code NULLS FIRST`,
    [code, scope.roots, seasons],
  );
  const own = seasons.map(noSums);
  const divisionsBelow = new Map<string, DivisionSums>();
  for (const row of rows) {
    const place = row.code === null ? own : childOf(row.code, row, divisionsBelow, seasons).sums;
    const index = row.season === null ? -1 : seasons.indexOf(row.season);
    if (index >= 0) place[index] = sumsOfRow(row);
  }
  return { own, divisionsBelow: [...divisionsBelow.values()] };
}

type SumsRow = Record<string, unknown> & {
  code: string | null;
  name: string;
  level: DivisionStep['level'];
  zone_type: string | null;
  relocating: boolean;
  ended_on: CalendarDay | null;
  season: string | null;
};

function childOf(code: string, row: SumsRow, divisionsBelow: Map<string, DivisionSums>, seasons: readonly string[]): DivisionSums {
  const known = divisionsBelow.get(code);
  if (known) return known;
  const child: DivisionSums = {
    code,
    name: row.name,
    level: row.level,
    zoneType: row.zone_type,
    relocating: row.relocating,
    endedOn: row.ended_on,
    sums: seasons.map(noSums),
  };
  divisionsBelow.set(code, child);
  return child;
}

/** The sums of one division in one season. */
export async function sumsOfDivision(
  sql: Sql,
  scope: Scope,
  code: string,
  season: string,
  { rollUp }: Pick<FactsView, 'rollUp'> = STORED,
): Promise<Sums> {
  const [row] = await sql.query<Record<string, unknown>>(
    `SELECT ${sumColumns('r')} FROM division v JOIN ${rollUp} r ON r.village_code = v.code AND r.season = $3
     WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`,
    [code, scope.roots, season],
  );
  return sumsOfRow(row!);
}

/** Some sums of every village below a division, the others being 0, with the names between the division and the village. */
export async function villageSums(
  sql: Sql,
  scope: Scope,
  { division, season, measures }: { division: string; season: string; measures: readonly Measure[] },
): Promise<{ code: string; name: string; place: string; sums: Sums }[]> {
  const rows = await sql.query<Partial<Sums> & { code: string; name: string; place: string | null }>(
    `WITH ${placesBetween('$1')}
     SELECT v.code, v.name, ${measures.map((measure) => `r.${measureColumn(measure)} AS "${measure}"`).join(', ')}, places.place
     FROM division v JOIN roll_up r ON r.village_code = v.code AND r.season = $3 LEFT JOIN places ON places.code = v.parent_code
     WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] ORDER BY v.code`,
    [division, scope.roots, season],
  );
  return rows.map(({ code, name, place, ...sums }) => ({ code, name, place: place ?? '', sums: { ...noSums(), ...sums } }));
}
