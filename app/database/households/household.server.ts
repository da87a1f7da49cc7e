/** One household of the register with its conversions and rooms. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { HouseholdStatus, HouseUse, Letting, Mode, Residence, RoomKind, RoomUse } from '~/domain/contract/enumerations';
import type { SurveyRoom } from '~/domain/survey/room';
import type { SeasonName } from '~/domain/time/heating-season';

export type HouseholdRow = {
  number: string;
  villageCode: string;
  village: string;
  township: string;
  head: string;
  address: string | null;
  phoneMasked: string | null;
  bankHolder: string | null;
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
            h.phone_masked AS "phoneMasked", h.bank_holder AS "bankHolder", h.residence, h.house_use AS "houseUse", h.status,
            h.people, h.elderly,
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
  return sql.query<{
    season: string;
    room: number;
    kind: RoomKind;
    heatedArea: number;
    letting: Letting;
    connected: boolean;
    use: RoomUse;
  }>(
    `SELECT r.season, r.room, r.kind, r.heated_area AS "heatedArea", r.letting, r.connected, r.use
     FROM room r JOIN household h ON h.number = r.household_number JOIN division v ON v.code = h.village_code
     WHERE r.household_number = $1 AND v.path && $2::text[]
     ORDER BY r.season DESC, r.room`,
    [number, scope.roots],
  );
}
