/** What an evaluation report says besides the sums: by zone, mode and year, and what visits answered. Only numbers of people leave. */

import type { Sql } from '~/database/connection/sql.server';
import type { FactsView } from '~/database/facts/facts.server';
import { sumColumns, sumsOfRow } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import type { ZoneType } from '~/domain/contract/enumerations';
import type { EvaluationFigures } from '~/domain/report/evaluation/evaluation-figures';

type Asked = { division: string; season: string; view: FactsView };

/**
 * A text that changes with every change of what a division's figures follow from: how far the chains of its divisions, of those above and
 * of the register have come (docs/decisions/0007). Every change of a record adds to one of them.
 */
export async function changesBehind(sql: Sql, division: string): Promise<string> {
  const [row] = await sql.query<{ entries: string }>(
    `SELECT coalesce(sum(c.seq), 0)::text AS entries FROM history_chain c LEFT JOIN division d ON d.code = c.chain
     WHERE d.code IS NULL OR d.path @> ARRAY[$1]::text[] OR d.code = ANY((SELECT path FROM division WHERE code = $1)::text[])`,
    [division],
  );
  return row!.entries;
}

export async function zonesOf(sql: Sql, scope: Scope, { division, season, view }: Asked): Promise<EvaluationFigures['zones']> {
  const rows = await sql.query<Record<string, unknown> & { zone_type: ZoneType | null; villages: number }>(
    `SELECT v.zone_type, count(*)::int AS villages, ${sumColumns('r')}
     FROM division v JOIN ${view.rollUp} r ON r.village_code = v.code AND r.season = $3
     WHERE v.level = 'village' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND r.h > 0 GROUP BY v.zone_type`,
    [division, scope.roots, season],
  );
  const order = ['urban_core', 'county_seat', 'fringe', 'plain_rural', 'mountain_rural', null];
  return rows
    .map((row) => ({ zoneType: row.zone_type, villages: row.villages, sums: sumsOfRow(row) }))
    .sort((a, b) => order.indexOf(a.zoneType) - order.indexOf(b.zoneType));
}

/** $1 division, $2 scope, $3 season: the facts in scope (H). */
const factsBelow = ({ view }: Asked, join = ''): string => `FROM ${view.facts} f JOIN division v ON v.code = f.village_code ${join}
  WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`;
const VISIT = 'JOIN visit w ON w.id = f.visit_id';
const valuesOf = (scope: Scope, { division, season }: Asked): unknown[] => [division, scope.roots, season];

export async function modesOfDivision(sql: Sql, scope: Scope, asked: Asked): Promise<EvaluationFigures['modes']> {
  return sql.query(
    `SELECT f.mode, sum(f.i)::int AS installed, sum(f.iv)::int AS compared, sum(f.unstable)::int AS unstable, sum(f.b)::int AS reburning
     ${factsBelow(asked)} AND f.i = 1 GROUP BY f.mode ORDER BY installed DESC, f.mode`,
    valuesOf(scope, asked),
  );
}

export async function yearsOfDivision(sql: Sql, scope: Scope, asked: Asked): Promise<EvaluationFigures['years']> {
  const join = 'LEFT JOIN conversion c ON c.household_number = f.household_number AND c.current';
  return sql.query(
    `SELECT coalesce(extract(year FROM c.installed_on)::int, c.year) AS year, sum(f.i)::int AS installed, sum(f.ip)::int AS planned
     ${factsBelow(asked, join)} AND f.i = 1 GROUP BY 1 ORDER BY 1 NULLS LAST`,
    valuesOf(scope, asked),
  );
}

/** Causes that visits name of unstable households, and reasons that they name of reburning ones; most first. */
export async function causesOfDivision(sql: Sql, scope: Scope, asked: Asked): Promise<Pick<EvaluationFigures, 'causes' | 'reasons'>> {
  const named = (question: string, flag: string) =>
    sql.query<{ label: string; households: number }>(
      `SELECT said.label, count(*)::int AS households FROM (SELECT w.answers ${factsBelow(asked, VISIT)} AND f.${flag} = 1) of_visits
       CROSS JOIN LATERAL (SELECT DISTINCT jsonb_array_elements_text(coalesce(answers::jsonb->'${question}', '[]')) AS label) said
       GROUP BY said.label ORDER BY households DESC, said.label`,
      valuesOf(scope, asked),
    );
  return { causes: await named('unstableCauses', 'unstable'), reasons: await named('reburnReasons', 'b') };
}

export async function answersOfDivision(
  sql: Sql,
  scope: Scope,
  asked: Asked,
  limit: number,
): Promise<Pick<EvaluationFigures, 'temperatures' | 'coal'>> {
  const [row] = await sql.query<{
    measured: number;
    below: number;
    lowest: number | null;
    loose: number;
    stoveInUse: number;
    bought: number;
  }>(
    `SELECT count(t.celsius)::int AS measured, count(*) FILTER (WHERE t.celsius < $4)::int AS below, min(t.celsius) AS lowest,
       count(*) FILTER (WHERE f.i = 1 AND w.answers->>'coalStock' = 'loose')::int AS loose,
       count(*) FILTER (WHERE f.i = 1 AND w.answers->>'stove' = 'in_use')::int AS "stoveInUse",
       count(*) FILTER (WHERE f.i = 1 AND w.answers->>'boughtCoal' = 'true')::int AS bought
     ${factsBelow(asked, `${VISIT} CROSS JOIN LATERAL (SELECT (w.answers->>'roomTemperature')::float AS celsius) t`)}`,
    [...valuesOf(scope, asked), limit],
  );
  const { measured, below, lowest, ...coal } = row!;
  return { temperatures: { measured, below, lowest, limit }, coal };
}
