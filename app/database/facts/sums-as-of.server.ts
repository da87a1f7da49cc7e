import type { Sql } from '~/database/connection/sql.server';
import type { Sums } from '~/domain/indicators/measures';
import type { FactsView } from './facts.server';
import { sumColumns, sumsOfRow } from './measure-columns.server';

export type SumsOfDivision = { code: string; name: string; sums: Sums };

type Row = Record<string, unknown> & { code: string; name: string };

/**
 * Sums of a division and of its direct children, added up from the villages in a view of the facts. The caller has found the
 * division in scope.
 */
export async function sumsInView(
  sql: Sql,
  view: FactsView,
  division: string,
  season: string,
): Promise<{ own: SumsOfDivision; divisionsBelow: SumsOfDivision[] }> {
  const below = await sql.query<Row>(
    `SELECT c.code, c.name, ${sumColumns('r')} FROM division c
     LEFT JOIN division v ON v.path @> ARRAY[c.code]
     LEFT JOIN ${view.rollUp} r ON r.village_code = v.code AND r.season = $2
     WHERE c.parent_code = $1 GROUP BY c.code, c.name ORDER BY c.code`,
    [division, season],
  );
  const [own] = await sql.query<Row>(
    `SELECT d.code, d.name, ${sumColumns('r')} FROM division d
     LEFT JOIN division v ON v.path @> ARRAY[d.code]
     LEFT JOIN ${view.rollUp} r ON r.village_code = v.code AND r.season = $2
     WHERE d.code = $1 GROUP BY d.code, d.name`,
    [division, season],
  );
  return { own: sumsOf(own!), divisionsBelow: below.map(sumsOf) };
}

function sumsOf(row: Row): SumsOfDivision {
  return { code: row.code, name: row.name, sums: sumsOfRow(row) };
}
