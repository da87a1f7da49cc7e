/** 村户: the villages a person sees, with the progress of each. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { visitOfCountedKind } from '~/database/survey/counted-visit.server';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { SeasonName } from '~/domain/time/heating-season';

/** Households that the cards of a village begin with. */
export const PAGE = 100;

export type VillageRow = {
  code: string;
  name: string;
  township: string;
  /** Households in scope, visited, closed: taken from the roll-up, so that they agree with every report. */
  households: number;
  visited: number;
  closed: number;
  waiting: number;
  returned: number;
  drafts: number;
};

/** H of the household's facts, for a household under h and the season asked for. */
const IN_SCOPE = 'EXISTS (SELECT 1 FROM household_facts k WHERE k.household_number = h.number AND k.season = $2 AND k.h > 0)';

/**
 * Villages a person sees, a page at a time by key. Progress comes from the roll-ups; beside it stand the households that wait
 * for review, were returned, or have a draft of this person. A test holds all of them to `listWords`.
 */
export async function villagesOf(
  sql: Sql,
  scope: Scope,
  query: { season: SeasonName; accountId: string | null; after?: string; search?: string },
): Promise<{ villages: VillageRow[]; next: string | null }> {
  const rows = await sql.query<VillageRow>(
    `SELECT v.code, v.name, coalesce(p.name, '') AS township,
            coalesce(r.h, 0) AS households, coalesce(r.v, 0) AS visited, coalesce(r.x, 0) AS closed,
            coalesce(s.waiting, 0) AS waiting, coalesce(s.returned, 0) AS returned, coalesce(d.drafts, 0) AS drafts
     FROM division v
     LEFT JOIN division p ON p.code = v.parent_code
     LEFT JOIN roll_up r ON r.season = $2 AND r.village_code = v.code
     LEFT JOIN LATERAL (
       SELECT count(DISTINCT k.household_number) FILTER (WHERE k.status = 'submitted') AS waiting,
              count(DISTINCT k.household_number) FILTER (WHERE k.status = 'returned') AS returned
       FROM review_key k
       WHERE k.season = $2 AND k.status IN ('submitted', 'returned') AND k.village_code = v.code AND k.listed) s ON true
     LEFT JOIN LATERAL (
       SELECT count(*) AS drafts FROM visit_draft f JOIN household h ON h.number = f.household_number
       WHERE f.account_id = $3::uuid AND f.season = $2 AND h.village_code = v.code AND ${IN_SCOPE} AND NOT EXISTS (
         SELECT 1 FROM visit t WHERE t.household_number = h.number AND t.season = $2 AND t.status = 'approved' AND t.outcome = 'done'
         AND ${visitOfCountedKind('t')})) d ON true
     WHERE v.level = 'village' AND v.path && $1::text[] AND v.code > $4
       AND ($5 = '' OR v.name LIKE '%' || $5 || '%' OR p.name LIKE '%' || $5 || '%' OR v.code = $5)
       AND (v.valid_to IS NULL OR EXISTS (SELECT 1 FROM household h WHERE h.village_code = v.code))
     ORDER BY v.code LIMIT $6`,
    [scope.roots, query.season, query.accountId, query.after ?? '', plainForLike(query.search ?? ''), ROWS_A_PAGE + 1],
  );
  const villages = rows.slice(0, ROWS_A_PAGE);
  return { villages, next: rows.length > ROWS_A_PAGE ? villages[villages.length - 1]!.code : null };
}

function plainForLike(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/[\\%_]/g, '\\$&');
}

export type DivisionName = { code: string; name: string; township: string; county: string };

export async function villageInScope(sql: Sql, scope: Scope, code: string): Promise<DivisionName | null> {
  const [village] = await sql.query<DivisionName>(
    `SELECT v.code, v.name, coalesce(p.name, '') AS township, coalesce(c.name, '') AS county
     FROM division v LEFT JOIN division p ON p.code = v.parent_code LEFT JOIN division c ON c.code = p.parent_code
     WHERE v.code = $1 AND v.level = 'village' AND v.path && $2::text[]`,
    [code, scope.roots],
  );
  return village ?? null;
}
