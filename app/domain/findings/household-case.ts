import type { Energy, Hardship, HouseholdStatus, Mode, Residence, ZoneType } from '../contract/enumerations';
import type { RoomRecord } from '../indicators/flags-of';
import type { Sums } from '../indicators/measures';
import type { ContinuityReason } from '../subsidy/continuity';
import type { CoalFreeArea } from '../subsidy/double-claims';
import type { Policy } from '../subsidy/policy';
import type { VisitAnswers } from '../survey/visit-answers';
import type { CalendarDay } from '../time/calendar-day';
import type { Opened } from './opened';
import type { Thresholds } from './thresholds';

/** An entitlement of the season with what arrived of it by the as-of date; withdrawn ones are due 0. Amounts in 分. */
export type CaseEntitlement = { policy: Policy; due: number; paid: number; withdrawn: boolean };

/** Money that arrived in the season, by payment. `noticeTo`: the last day of its batch's public notice, null without one. */
export type CasePayment = { kind: Policy['kind']; amount: number; paidOn: CalendarDay; noticeTo: CalendarDay | null };

/** What the rules about one household look at: its records and facts of one season, as of a day (docs/definitions.md#rules). */
export type HouseholdCase = {
  household: string;
  season: string;
  /** d, p and b of the rules; `startsOn` is null when the season has no dates for its county: then no season begins. */
  asOf: CalendarDay;
  physicalOn: CalendarDay;
  startsOn: CalendarDay | null;
  endsOn: CalendarDay | null;
  status: HouseholdStatus;
  residence: Residence;
  /** The flags and amounts of `factsOf`. */
  sums: Sums;
  continuity: ContinuityReason | null;
  /** The visit used, its answers. */
  visit: { id: string; day: CalendarDay; answers: VisitAnswers } | null;
  /** Whether a counted visit of the season, seen as of the day, found the house pulled down (拆除). */
  foundDemolished: boolean;
  /** No number with its reason, a stored one that fails GB 11643, or neither. */
  idNumber: 'good' | 'faulty' | 'unregistered' | 'refused' | 'unknown';
  hardship: readonly Hardship[];
  conversion: {
    mode: Mode;
    installedOn: CalendarDay | null;
    connectedOn: CalendarDay | null;
    townAcceptedOn: CalendarDay | null;
    countyAcceptedOn: CalendarDay | null;
    stoveRemovedOn: CalendarDay | null;
    coalClearedOn: CalendarDay | null;
  } | null;
  /** The modes of its equipment subsidies in any season, as `isDoubleConversion` wants them. */
  equipmentModes: readonly Mode[];
  /** What arrived of those subsidies, in 分. */
  equipmentPaid: number;
  rooms: readonly RoomRecord[];
  usages: readonly { energy: Energy; usage: number }[];
  entitlements: readonly CaseEntitlement[];
  payments: readonly CasePayment[];
  /** The policies of the season that apply to it, as `policiesFor` decides. */
  policies: readonly Policy[];
  village: { zoneType: ZoneType | null; relocating: boolean; coalFree: CoalFreeArea };
  thresholds: Thresholds;
};

/** A rule about a household: what it opens for one, in a fixed order. Most open one at most. */
export type HouseholdRule = (home: HouseholdCase) => Opened[];

/** “Entitled”: its entitlements of the season that are not withdrawn. */
export function standing(home: Pick<HouseholdCase, 'entitlements'>): CaseEntitlement[] {
  return home.entitlements.filter(({ withdrawn }) => !withdrawn);
}
