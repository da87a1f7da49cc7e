import type { HouseholdStatus, HouseUse, Letting, Mode, Residence, RoomKind, RoomUse, VisitKind, VisitOutcome } from '~/domain/contract/enumerations';
import type { SearchableHousehold } from '~/domain/household/search';
import type { SurveyRoom } from '~/domain/survey/room';
import type { OpenOrClosed } from '~/domain/time/current-season';
import { seasonBefore, type SeasonName } from '~/domain/time/heating-season';
import type { Scope } from '~/database/scope.server';
import type { Sql } from '~/database/connection/sql.server';

/** Rows a page; one more is read to know whether there is a next one. */
export const PAGE = 100;

export type SeasonRow = OpenOrClosed;

/** All seasons, newest first. */
export async function seasonsNewestFirst(sql: Sql): Promise<SeasonRow[]> {
  return sql.query<SeasonRow>(
    `SELECT s.name, min(d.starts_on) AS "startsOn", s.closed_at IS NOT NULL AS closed
     FROM season s LEFT JOIN season_dates d ON d.season = s.name GROUP BY s.name ORDER BY s.name DESC`,
  );
}

export type VillageRow = {
  code: string;
  name: string;
  township: string;
  /** Households in scope, visited, closed: of the roll-up, hence what every report says. */
  households: number;
  visited: number;
  closed: number;
  waiting: number;
  returned: number;
  drafts: number;
};

/**
 * Villages a person sees, a page by key: progress from the roll-ups, and how many households wait for review, were returned,
 * or lie as a draft of this person.
 */
export async function villagesOf(
  sql: Sql,
  scope: Scope,
  ask: { season: SeasonName; accountId: string | null; after?: string; search?: string },
): Promise<{ villages: VillageRow[]; next: string | null }> {
  const rows = await sql.query<VillageRow>(
    `SELECT v.code, v.name, coalesce(p.name, '') AS township,
            coalesce(r.h, 0) AS households, coalesce(r.v, 0) AS visited, coalesce(r.x, 0) AS closed,
            coalesce(s.waiting, 0) AS waiting, coalesce(s.returned, 0) AS returned, coalesce(d.drafts, 0) AS drafts
     FROM division v
     LEFT JOIN division p ON p.code = v.parent_code
     LEFT JOIN roll_up r ON r.season = $2 AND r.village_code = v.code
     LEFT JOIN LATERAL (
       SELECT count(DISTINCT h.number) FILTER (WHERE t.status = 'submitted') AS waiting,
              count(DISTINCT h.number) FILTER (WHERE t.status = 'returned') AS returned
       FROM household h JOIN visit t ON t.household_number = h.number AND t.season = $2 AND t.status <> 'approved'
       WHERE h.village_code = v.code) s ON true
     LEFT JOIN LATERAL (
       SELECT count(*) AS drafts FROM visit_draft f JOIN household h ON h.number = f.household_number
       WHERE f.account_id = $3::uuid AND f.season = $2 AND h.village_code = v.code) d ON true
     WHERE v.level = 'village' AND v.path && $1::text[] AND v.code > $4
       AND ($5 = '' OR v.name LIKE '%' || $5 || '%' OR p.name LIKE '%' || $5 || '%' OR v.code = $5)
       AND (v.valid_to IS NULL OR EXISTS (SELECT 1 FROM household h WHERE h.village_code = v.code))
     ORDER BY v.code LIMIT $6`,
    [scope.roots, ask.season, ask.accountId, ask.after ?? '', plainForLike(ask.search ?? ''), PAGE + 1],
  );
  const villages = rows.slice(0, PAGE);
  return { villages, next: rows.length > PAGE ? villages[villages.length - 1]!.code : null };
}

function plainForLike(text: string): string {
  return text.normalize('NFKC').trim().replace(/[\\%_]/g, '\\$&');
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

export type ListedVisit = { outcome: VisitOutcome; kind: VisitKind; status: 'submitted' | 'returned' | 'approved'; day: string };

export type ListedHousehold = SearchableHousehold & {
  status: HouseholdStatus;
  mode: Mode | null;
  /** Main heat of last season's counted visit. */
  lastHeat: string | null;
  /** By this season's visit; until there is one, by last season's: that is where to look first. */
  reburning: boolean;
  /** Lets south rooms or wings, by the rooms of this season or the last. */
  letting: boolean;
  hasDraft: boolean;
  /** H and V + X of its facts: what the progress counts, as every report does. */
  counted: boolean;
  done: boolean;
  visits: ListedVisit[];
};

/**
 * The households of a village as the list needs them, in one statement: the state of each is decided by stateOfHousehold, the
 * search by matchesSearch, on these rows. A village has hundreds of households, the largest a few thousand.
 */
export async function householdsOfVillage(
  sql: Sql,
  scope: Scope,
  ask: { village: string; season: SeasonName; accountId: string | null },
): Promise<ListedHousehold[]> {
  return sql.query<ListedHousehold>(
    `SELECT h.number, h.head, h.head_initials AS initials, h.address, h.phone_masked AS "phoneMasked", h.status, c.mode,
            last.answers ->> 'mainHeat' AS "lastHeat", (CASE WHEN f.v > 0 THEN f.b ELSE coalesce(lf.b, 0) END) > 0 AS reburning,
            greatest(coalesce(f.let_rooms, 0), coalesce(lf.let_rooms, 0)) > 0 AS letting,
            coalesce(f.h, 0) > 0 AS counted, coalesce(f.v + f.x, 0) > 0 AS done,
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
                                         'day', to_char(t.visited_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))) AS visits
       FROM visit t WHERE t.household_number = h.number AND t.season = $3) t ON true
     WHERE h.village_code = $1 AND v.path && $2::text[]
     ORDER BY h.number`,
    [ask.village, scope.roots, ask.season, seasonBefore(ask.season), ask.accountId],
  );
}

export type HouseholdRow = {
  number: string;
  villageCode: string;
  village: string;
  township: string;
  head: string;
  address: string | null;
  phoneMasked: string | null;
  residence: Residence;
  houseUse: HouseUse | null;
  status: HouseholdStatus;
  people: number | null;
  elderly: number | null;
  heatedArea: number | null;
  note: string | null;
  revision: number;
  source: string;
};

export async function householdInScope(sql: Sql, scope: Scope, number: string): Promise<HouseholdRow | null> {
  const [household] = await sql.query<HouseholdRow>(
    `SELECT h.number, h.village_code AS "villageCode", v.name AS village, coalesce(p.name, '') AS township, h.head, h.address,
            h.phone_masked AS "phoneMasked", h.residence, h.house_use AS "houseUse", h.status, h.people, h.elderly,
            h.heated_area AS "heatedArea", h.note, h.revision, h.source
     FROM household h JOIN division v ON v.code = h.village_code LEFT JOIN division p ON p.code = v.parent_code
     WHERE h.number = $1 AND v.path && $2::text[]`,
    [number, scope.roots],
  );
  return household ?? null;
}

export type ConversionRow = {
  current: boolean;
  mode: Mode;
  device: string | null;
  year: number | null;
  installedOn: string | null;
  connectedOn: string | null;
  stoveRemovedOn: string | null;
  heatSource: string | null;
};

/** Conversions of a household, the current one first. */
export async function conversionsOf(sql: Sql, scope: Scope, number: string): Promise<ConversionRow[]> {
  return sql.query<ConversionRow>(
    `SELECT c.current, c.mode, c.device, c.year, c.installed_on AS "installedOn", c.connected_on AS "connectedOn",
            c.stove_removed_on AS "stoveRemovedOn", s.name AS "heatSource"
     FROM conversion c JOIN household h ON h.number = c.household_number JOIN division v ON v.code = h.village_code
     LEFT JOIN heat_source s ON s.number = c.heat_source_number
     WHERE c.household_number = $1 AND v.path && $2::text[]
     ORDER BY c.current DESC, c.id DESC`,
    [number, scope.roots],
  );
}

export type RoomRow = SurveyRoom & { season: SeasonName };

/** Rooms of a household in all seasons, newest season first. */
export async function roomsOf(sql: Sql, scope: Scope, number: string): Promise<RoomRow[]> {
  return sql.query<{ season: string; room: number; kind: RoomKind; heatedArea: number; letting: Letting; connected: boolean; use: RoomUse }>(
    `SELECT r.season, r.room, r.kind, r.heated_area AS "heatedArea", r.letting, r.connected, r.use
     FROM room r JOIN household h ON h.number = r.household_number JOIN division v ON v.code = h.village_code
     WHERE r.household_number = $1 AND v.path && $2::text[]
     ORDER BY r.season DESC, r.room`,
    [number, scope.roots],
  );
}
