import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

/** A place that narrows a list; `above`: the division between it and the page's own, where there is one. */
export type Town = { code: string; name: string; above: string | null };

/**
 * The places a list of a division can be narrowed to: its townships; the counties of a province, the villages of a township. None for a
 * village.
 */
export async function townsBelow(sql: Sql, scope: Scope, division: string): Promise<Town[]> {
  return sql.query<Town>(
    `SELECT t.code, t.name, CASE WHEN t.parent_code <> d.code THEN p.name END AS above
     FROM division d
     JOIN division t ON t.path @> ARRAY[d.code] AND t.level = CASE d.level WHEN 'province' THEN 'county' WHEN 'township' THEN 'village'
       ELSE 'township' END
     JOIN division p ON p.code = t.parent_code
     WHERE d.code = $1 AND d.level <> 'village' AND t.path && $2::text[] AND t.valid_to IS NULL
     ORDER BY t.code`,
    [division, scope.roots],
  );
}

/** The name of a division below another one, and in the scope; null when there is none. */
export async function nameBelow(sql: Sql, scope: Scope, code: string, division: string): Promise<string | null> {
  const [found] = await sql.query<{ name: string }>(
    'SELECT name FROM division WHERE code = $1 AND path @> ARRAY[$2]::text[] AND path && $3::text[]',
    [code, division, scope.roots],
  );
  return found?.name ?? null;
}
