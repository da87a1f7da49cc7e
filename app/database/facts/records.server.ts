/**
 * The records of households that facts and the rules of findings follow from, loaded once for both, a batch at a time, with the facts that
 * `factsOf` makes of them.
 */

import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { AREA_OF_VILLAGE, type AreaColumns } from '~/database/divisions/no-coal-zones.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import type { Mode, ZoneType } from '~/domain/contract/enumerations';
import { ruleDayAhead } from '~/domain/findings/rule-day-ahead';
import { type Facts, factsOf, type HouseholdRecords, type SubsidyRecords } from '~/domain/indicators/facts-of';
import type { RoomRecord, VisitRecord } from '~/domain/indicators/flags-of';
import { earliestAfter } from '~/domain/indicators/flags-of';
import { type CalendarDay, earlierOf } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { type EntitlementOfHousehold, entitlementsAsOf } from './entitlements-as-of.server';

export type FactsRow = Facts & { season: string; household: string; village: string };

/** A household in a season: its facts, and the records they and the rules of findings follow from. */
export type LoadedHousehold = {
  facts: FactsRow;
  records: HouseholdRecords;
  row: HouseholdRow;
  village: VillageRow;
  /** Of the season, withdrawn ones too. */
  entitlements: readonly EntitlementOfHousehold[];
  /** Equipment subsidies of any season. */
  equipment: readonly EntitlementOfHousehold[];
};

export async function loadRecords(
  sql: Sql,
  numbers: readonly string[],
  seasons: readonly string[],
  asOf: CalendarDay,
): Promise<LoadedHousehold[]> {
  return householdsOf(await fetchRecords(sql, numbers, seasons, asOf));
}

/** The rows that the facts of some households follow from, as of a day, by household and season. */
export type FetchedRecords = Awaited<ReturnType<typeof fetchRecords>>;

/** The statements of `loadRecords`; `householdsOf` is its arithmetic, for which the database may have other work. */
export async function fetchRecords(sql: Sql, numbers: readonly string[], seasons: readonly string[], asOf: CalendarDay) {
  const households = await sql.query<HouseholdRow>(
    `SELECT h.number, h.village_code, h.source = 'package' AS taken,
            h.status, h.began_on, h.ended_on, h.residence, (h.heated_area * 100)::bigint AS heated_area,
            h.id_number_fingerprint IS NOT NULL AS has_id_number, h.id_number_faulty, h.id_missing_reason, h.hardship_encrypted,
            c.mode, c.in_plan, c.year, c.installed_on, c.connected_on, c.town_accepted_on, c.county_accepted_on, c.stove_removed_on,
            c.coal_cleared_on
     FROM household h LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     WHERE h.number = ANY($1::text[])`,
    [numbers],
  );
  const visits = await groupBySeason<VisitRow, VisitRecord>(
    sql,
    `SELECT household_number, season, id, visited_at, ${chinaDay('visited_at')} AS day,
            kind, outcome, status, answers FROM visit WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[])`,
    [numbers, seasons],
    (row) => ({
      id: row.id,
      visitedAt: row.visited_at,
      day: row.day,
      kind: row.kind,
      outcome: row.outcome,
      status: row.status,
      answers: row.answers,
    }),
  );
  const rooms = await groupBySeason<RoomRow, RoomRecord>(
    sql,
    `SELECT household_number, season, kind, (heated_area * 100)::bigint AS heated_area, letting, connected, use
     FROM room WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[])`,
    [numbers, seasons],
    (row) => ({ kind: row.kind, heatedArea: row.heated_area, letting: row.letting, connected: row.connected, use: row.use }),
  );
  const usages = await groupBySeason<UsageRow, HouseholdRecords['usages'][number]>(
    sql,
    'SELECT household_number, season, energy, usage FROM meter_usage WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[])',
    [numbers, seasons],
    (row) => ({ energy: row.energy, usage: row.usage }),
  );
  const entitlements = new Map<string, EntitlementOfHousehold[]>();
  const equipment = new Map<string, EntitlementOfHousehold[]>();
  // Continuity compares with the season before; equipment is subsidised once in a life.
  const withBefore = [...new Set([...seasons, ...seasons.map(seasonBefore)])];
  for (const one of await entitlementsAsOf(sql, numbers, withBefore, asOf)) {
    add(entitlements, keyOf(one.household, one.season), one);
    if (one.policy.kind === 'equipment') add(equipment, one.household, one);
  }
  const villages = await villagesInSeasons(sql, [...new Set(households.map((row) => row.village_code))], seasons);
  return { seasons, asOf, households, visits, rooms, usages, entitlements, equipment, villages };
}

/** Households after which others have their turn: what is being sent, and whoever asks the program something meanwhile. */
const HOUSEHOLDS_A_TURN = 20;

export async function householdsOf(fetched: FetchedRecords): Promise<LoadedHousehold[]> {
  const { seasons, asOf, households, visits, rooms, usages, entitlements, equipment, villages } = fetched;
  const loaded: LoadedHousehold[] = [];
  for (const [index, row] of households.entries()) {
    if (index > 0 && index % HOUSEHOLDS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const season of seasons) {
      const key = keyOf(row.number, season);
      const current = entitlements.get(key) ?? NONE;
      const records: HouseholdRecords = {
        status: row.status,
        beganOn: row.began_on,
        endedOn: row.ended_on,
        residence: row.residence,
        heatedArea: row.heated_area,
        conversion:
          row.mode === null
            ? null
            : {
                mode: row.mode,
                inPlan: row.in_plan,
                year: row.year,
                installedOn: row.installed_on,
                connectedOn: row.connected_on,
              },
        visits: visits.get(key) ?? [],
        rooms: rooms.get(key) ?? [],
        usages: usages.get(key) ?? [],
        subsidies: subsidiesOf(season, current, entitlements.get(keyOf(row.number, seasonBefore(season)))),
      };
      const village = villages.get(keyOf(row.village_code, season))!;
      const facts = factsOf(records, village.ends_on, asOf);
      const ruleDay = ruleDayAhead(
        { sums: facts.sums, startsOn: village.starts_on, stoveRemovedOn: row.stove_removed_on, coalClearedOn: row.coal_cleared_on },
        asOf,
      );
      const changesOn = earliestAfter([facts.changesOn, ruleDay], asOf);
      loaded.push({
        facts: { ...facts, changesOn, season, household: row.number, village: row.village_code },
        records,
        row,
        village,
        entitlements: current,
        equipment: equipment.get(row.number) ?? NONE,
      });
    }
  }
  return loaded;
}

const NONE: readonly EntitlementOfHousehold[] = [];

export const isStanding = ({ withdrawn }: EntitlementOfHousehold): boolean => !withdrawn;

function subsidiesOf(season: string, current: readonly EntitlementOfHousehold[], before = NONE): SubsidyRecords {
  const ahead = current.map(({ nextPaidOn }) => nextPaidOn).filter((day) => day !== null);
  return {
    season,
    current: current.filter(isStanding),
    before: before.filter(isStanding),
    withdrawnPaid: current.reduce((sum, { withdrawn, paid }) => (withdrawn ? sum + paid : sum), 0),
    nextPaidOn: ahead.length === 0 ? null : ahead.reduce(earlierOf),
  };
}

type HouseholdRow = {
  number: string;
  village_code: string;
  /** It came with a package. */
  taken: boolean;
  status: HouseholdRecords['status'];
  began_on: CalendarDay | null;
  ended_on: CalendarDay | null;
  residence: HouseholdRecords['residence'];
  heated_area: number | null;
  has_id_number: boolean;
  id_number_faulty: boolean | null;
  id_missing_reason: string | null;
  hardship_encrypted: string | null;
  mode: Mode | null;
  in_plan: boolean | null;
  year: number | null;
  installed_on: CalendarDay | null;
  connected_on: CalendarDay | null;
  town_accepted_on: CalendarDay | null;
  county_accepted_on: CalendarDay | null;
  stove_removed_on: CalendarDay | null;
  coal_cleared_on: CalendarDay | null;
};
type OfSeason = { household_number: string; season: string };
type VisitRow = OfSeason & Omit<VisitRecord, 'visitedAt'> & { visited_at: string };
type RoomRow = OfSeason & Omit<RoomRecord, 'heatedArea'> & { heated_area: number };
type UsageRow = OfSeason & HouseholdRecords['usages'][number];

const keyOf = (first: string, second: string): string => `${first}\n${second}`;

function add<Part>(groups: Map<string, Part[]>, key: string, part: Part): void {
  const group = groups.get(key);
  if (group) group.push(part);
  else groups.set(key, [part]);
}

async function groupBySeason<Row extends OfSeason, Part>(
  sql: Sql,
  text: string,
  values: unknown[],
  part: (row: Row) => Part,
): Promise<Map<string, Part[]>> {
  const groups = new Map<string, Part[]>();
  for (const row of await sql.query<Row>(text, values)) add(groups, keyOf(row.household_number, row.season), part(row));
  return groups;
}

/** A village in a season. Its days are those of the nearest division at or above it that has some, null without one. */
type VillageRow = AreaColumns & {
  code: string;
  season: string;
  path: string[];
  zone_type: ZoneType | null;
  relocating: boolean;
  starts_on: CalendarDay | null;
  ends_on: CalendarDay | null;
};

async function villagesInSeasons(sql: Sql, villages: readonly string[], seasons: readonly string[]): Promise<Map<string, VillageRow>> {
  const rows = await sql.query<VillageRow>(
    `SELECT v.code, s.season, v.path, v.zone_type, v.relocating, d.starts_on, d.ends_on, ${AREA_OF_VILLAGE}
     FROM division v CROSS JOIN unnest($2::text[]) AS s(season)
     LEFT JOIN LATERAL ${datesOfVillage('s.season')} d ON true WHERE v.code = ANY($1::text[])`,
    [villages, seasons],
  );
  return new Map(rows.map((row) => [keyOf(row.code, row.season), row]));
}

/** What of a village's roll-up decides whether it is stable, as a transaction left it. */
export type MovedRollUp = { season: string; village: string; IV: number; unstable: number; B: number };
