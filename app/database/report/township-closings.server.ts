/** 乡镇办结: which townships have said that the survey of their villages is complete. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

export type TownshipState = {
  code: string;
  name: string;
  /** Households in scope without a visit or a closure now. */
  missing: number;
  /** The last word: null when the township never said anything. */
  last: { closed: boolean; at: string; by: string; missing: number; words: string | null } | null;
};

/** The townships in the scope at or below a division that have households in scope in the season. */
export async function townshipStates(
  sql: Sql,
  scope: Scope,
  { division, season }: { division: string; season: string },
): Promise<TownshipState[]> {
  return sql.query<TownshipState>(
    `SELECT t.code, t.name, sum(r.h - r.v - r.x)::int AS missing,
       (SELECT json_build_object('closed', c.closed, 'at', c.at, 'by', c.actor_name, 'missing', c.missing, 'words', c.words)
        FROM township_closing c WHERE c.division_code = t.code AND c.season = $3 ORDER BY c.id DESC LIMIT 1) AS last
     FROM division t JOIN division v ON v.path @> ARRAY[t.code] JOIN roll_up r ON r.village_code = v.code AND r.season = $3
     WHERE t.level = 'township' AND t.path @> ARRAY[$1]::text[] AND t.path && $2::text[]
     GROUP BY t.code, t.name HAVING sum(r.h) > 0 ORDER BY t.code`,
    [division, scope.roots, season],
  );
}

export async function insertClosing(
  sql: Sql,
  closing: {
    division: string;
    season: string;
    at: string;
    actor: string;
    actorName: string;
    closed: boolean;
    missing: number;
    words: string | null;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO township_closing (division_code, season, at, actor, actor_name, closed, missing, words)
     VALUES ($1, $2, $3::timestamptz, $4, $5, $6, $7, $8)`,
    [closing.division, closing.season, closing.at, closing.actor, closing.actorName, closing.closed, closing.missing, closing.words],
  );
}
