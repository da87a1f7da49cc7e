import { CLEAN_MODES, type Energy, type HouseholdStatus, type Mode, type Residence, type RoomUse } from '../contract/enumerations';
import { isColdHome } from '../heating/cold';
import { isMeteredZero, isResident } from '../heating/reburn';
import { type ContinuityFlags, dueDateAhead, type LedgerEntitlement } from '../subsidy/continuity';
import { subsidyMeasures } from '../subsidy/subsidy-measures';
import { type CalendarDay, earlierOf } from '../time/calendar-day';
import type { SeasonName } from '../time/heating-season';
import { earliestAfter, flagsOf, isLetRoom, physicalDay, type RoomRecord, type VisitRecord } from './flags-of';
import { noSums, type Sums } from './measures';

/** The records of one household that bear on one season. Areas in 1/100 m². */
export type HouseholdRecords = {
  status: HouseholdStatus;
  /** As in FlagRecords. */
  beganOn?: CalendarDay | null;
  endedOn?: CalendarDay | null;
  residence: Residence;
  heatedArea: number | null;
  /** The current conversion, or null when the register has none. */
  conversion: {
    mode: Mode;
    inPlan: boolean | null;
    year: number | null;
    installedOn: CalendarDay | null;
    connectedOn: CalendarDay | null;
  } | null;
  /** All visits of the season, of whatever kind and state. */
  visits: readonly VisitRecord[];
  /** The rooms recorded for the season. */
  rooms: readonly RoomRecord[];
  usages: readonly { energy: Energy; usage: number }[];
  /** The subsidies that bear on the season. None when left out. */
  subsidies?: SubsidyRecords;
};

/** Entitlements of every kind of the season and of the one before, with what had arrived of them by the as-of date. */
export type SubsidyRecords = {
  season: SeasonName;
  current: readonly LedgerEntitlement[];
  before: readonly LedgerEntitlement[];
  /** What arrived in the season for entitlements that no longer apply: money without an entitlement. */
  withdrawnPaid: number;
  /** The first day after the as-of date on which more arrives (a payment dated ahead); null when none is known. */
  nextPaidOn: CalendarDay | null;
};

export type Facts = {
  sums: Sums;
  /** The visit that decided, or null. */
  visitId: string | null;
  mode: Mode;
  /** The first day after the as-of date on which the calendar alone changes these facts; null when it never does. */
  changesOn: CalendarDay | null;
};

const LIVED_IN_USE: ReadonlySet<RoomUse> = new Set(['normal', 'occasional']);
const NAMED_MODES = new Set<Mode>(['district_heat', 'electric_distributed', 'electric_household', 'gas', 'biomass', 'solar']);

/**
 * 户的事实: what one household contributes to every figure of a season (docs/definitions.md#flags, which is binding).
 *
 * Two dates: a visit is known from its own day on, seen from `asOf`; what is physical (installed, connected) is seen as
 * of the earlier of `asOf` and `seasonEnd`, the season's end in the household's county (null when no dates were set).
 * A household out of scope (销户, 拆迁, 空挂) contributes nothing but its money: amounts due, paid and in arrears, and whether it
 * was paid in full, count every household. Pure: same records, same facts.
 */
export function factsOf(records: HouseholdRecords, seasonEnd: CalendarDay | null, asOf: CalendarDay): Facts {
  const sums = noSums();
  const conversion = records.conversion;
  const mode: Mode = conversion?.mode ?? 'none';
  const { H, V, X, I, B, visit, ...flags } = flagsOf(records, seasonEnd, asOf);
  const money = moneyDays(records, asOf);
  if (!H) {
    addSubsidies(sums, records, { H, V, C: false, U: false }, asOf);
    return { sums, visitId: null, mode, changesOn: earliestAfter(money, asOf) };
  }
  const connectedOn = conversion?.connectedOn ?? null;
  const changesOn = earliestAfter([flags.changesOn, physicalDay(connectedOn, seasonEnd), ...money], asOf);

  const resident = isResident(records.residence);
  const empty = records.residence === 'away';
  const P = CLEAN_MODES.has(mode) && conversion?.inPlan === true;
  const connectedByDate = connectedOn !== null && connectedOn <= (seasonEnd === null ? asOf : earlierOf(asOf, seasonEnd));
  const C = I && (visit ? visit.answers.connected === true : connectedByDate);
  const answers = visit?.answers ?? {};
  const U = C && V && answers.mainHeat !== undefined && CLEAN_MODES.has(answers.mainHeat);
  const CRV = C && resident && V;
  const S = CRV && (answers.stability === 'stable' || answers.stability === 'mostly');
  const Q = I && resident && !B && isMeteredZero(mode, records.usages);
  const cold = V && isColdHome(answers);

  sums.H = 1;
  sums.R = count(resident);
  sums.E = count(empty);
  sums.V = count(V);
  sums.X = count(X);
  sums.P = count(P);
  sums.IP = count(I && P);
  sums.I = count(I);
  if (I) sums[NAMED_MODES.has(mode) ? (`I.${mode}` as 'I.gas') : 'I.other'] = 1;
  sums.C = count(C);
  sums.U = count(U);
  sums.S = count(S);
  sums.unstable = count(CRV && !S);
  sums.B = count(B);
  sums.Q = count(Q);
  sums.cold = count(cold);
  sums.CV = count(C && V);
  sums.CRV = count(CRV);
  sums.UR = count(U && resident);
  sums.IV = count(I && V);
  sums.VNE = count(V && !empty);
  sums.UNE = count(U && !empty);
  sums.answered = count(V && answers.satisfaction !== undefined);
  sums.satisfied = count(V && (answers.satisfaction === 'good' || answers.satisfaction === 'fair'));
  sums.let = flags.let;
  addRooms(sums, records, V, U);
  addSubsidies(sums, records, { H: true, V, C, U }, asOf);
  return { sums, visitId: visit?.id ?? null, mode, changesOn };
}

function count(flag: boolean): 0 | 1 {
  return flag ? 1 : 0;
}

/**
 * Areas and let rooms. Clean area is that of connected rooms used 正常使用 or 偶尔使用, in U households; the whole is the
 * area of all rooms in V households. Without room records the household's heated area stands for one 正房 that shares
 * C and U. Let rooms are counted for every household in scope, visited or not.
 */
function addRooms(sums: Sums, records: HouseholdRecords, V: boolean, U: boolean): void {
  if (records.rooms.length === 0) {
    const area = records.heatedArea ?? 0;
    if (V) sums.area = area;
    if (U) sums.cleanArea = area;
    return;
  }
  for (const room of records.rooms) {
    if (V) sums.area += room.heatedArea;
    if (U && room.connected && LIVED_IN_USE.has(room.use)) sums.cleanArea += room.heatedArea;
    if (isLetRoom(room)) {
      if (room.connected) sums.letConnected += 1;
      if (room.letting === 'let') {
        sums.letOccupied += 1;
        if (room.connected && room.use === 'normal') sums.letUsed += 1;
      }
    }
  }
}

/** What is not paid in full becomes arrears on the day after its due date; a payment dated ahead arrives on its day. */
function moneyDays({ subsidies }: HouseholdRecords, asOf: CalendarDay): (CalendarDay | null)[] {
  return subsidies ? [subsidies.nextPaidOn, dueDateAhead(subsidies.current, asOf)] : [];
}

const NO_SUBSIDIES: SubsidyRecords = { season: '', current: [], before: [], withdrawnPaid: 0, nextPaidOn: null };

/** Money and continuity (docs/definitions.md#subsidies): amounts and who was paid count every household, continuity households in H. */
function addSubsidies(sums: Sums, records: HouseholdRecords, flags: ContinuityFlags, asOf: CalendarDay): void {
  const { season, current, before, withdrawnPaid } = records.subsidies ?? NO_SUBSIDIES;
  Object.assign(sums, subsidyMeasures(flags, season, current, before, asOf));
  sums.paid += withdrawnPaid;
}
