import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { HouseholdStatus, Mode, VisitKind, VisitOutcome } from '~/domain/contract/enumerations';
import { namePinyin } from '~/domain/household/name-initials';
import type { SearchableHousehold } from '~/domain/household/search';
import { type SeasonName, seasonBefore } from '~/domain/time/heating-season';

type ListedVisit = { outcome: VisitOutcome; kind: VisitKind; status: 'submitted' | 'returned' | 'approved'; day: string };

export type HouseholdOfVillage = SearchableHousehold & {
  status: HouseholdStatus;
  mode: Mode | null;
  /** Main heat of last season's counted visit. */
  lastHeat: string | null;
  /** Of its facts: what every figure counts. */
  flags: { H: boolean; V: boolean; X: boolean; B: boolean; let: number };
  hasDraft: boolean;
  visits: ListedVisit[];
};

/**
 * The households of a village as the list needs them, in one statement. stateOfHousehold, listWords and the search decide on
 * these rows. A village has hundreds of households, the largest a few thousand.
 */
export async function householdsOfVillage(
  sql: Sql,
  scope: Scope,
  query: { village: string; season: SeasonName; accountId: string | null },
): Promise<HouseholdOfVillage[]> {
  const rows = await sql.query<HouseholdOfVillage>(
    `SELECT h.number, h.head, h.head_initials AS initials, h.address, h.phone_masked AS "phoneMasked", h.status, c.mode,
            h.head_pinyin AS pinyin, last.answers ->> 'mainHeat' AS "lastHeat",
            json_build_object('H', coalesce(f.h, 0) > 0, 'V', coalesce(f.v, 0) > 0, 'X', coalesce(f.x, 0) > 0, 'B', coalesce(f.b, 0) > 0,
              'let', coalesce(f.let_rooms, 0)) AS flags,
            d.household_number IS NOT NULL AS "hasDraft", coalesce(t.visits, '[]'::json) AS visits
     FROM household h
     JOIN division v ON v.code = h.village_code
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     LEFT JOIN household_facts f ON f.season = $3 AND f.household_number = h.number
     LEFT JOIN household_facts lf ON lf.season = $4 AND lf.household_number = h.number
     LEFT JOIN visit last ON last.id = lf.visit_id
     LEFT JOIN visit_draft d ON d.account_id = $5::uuid AND d.household_number = h.number AND d.season = $3
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('outcome', t.outcome, 'kind', t.kind, 'status', t.status,
                                         'day', ${chinaDay('t.visited_at')})) AS visits
       FROM visit t WHERE t.household_number = h.number AND t.season = $3) t ON true
     WHERE h.village_code = $1 AND v.path && $2::text[]
     ORDER BY h.number`,
    [query.village, scope.roots, query.season, seasonBefore(query.season), query.accountId],
  );
  return rows.map((row) => ({ ...row, pinyin: row.pinyin ?? namePinyin(row.head) }));
}
