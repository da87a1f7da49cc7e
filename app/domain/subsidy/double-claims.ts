import type { Mode } from '../contract/enumerations';
import type { CalendarDay } from '../time/calendar-day';
import type { Fen } from './exact-decimal';

/** 重复与违规申领 (docs/definitions.md#rules): what two households must not share. R01 is the ID, R02 the others. */
export const SHARED_KEYS = ['id', 'electric_meter', 'gas_meter', 'serial', 'invoice', 'account'] as const;
export type SharedKey = (typeof SHARED_KEYS)[number];
export const SHARED_RULES = ['R01', 'R02'] as const;
export type SharedRule = (typeof SHARED_RULES)[number];

/** One account may serve this many households (a son who collects for his parents); more are a finding. */
export const HOUSEHOLDS_PER_ACCOUNT = 3;

export type Sharer = { household: string; village: string; county: string; subsidised: boolean };
export type SharedClaim = { rule: SharedRule; key: SharedKey; households: string[]; span: 'village' | 'county' | 'counties' };

/**
 * Several households with the same ID, meter, serial, invoice (two are enough) or account (more than three, or than the season's
 * threshold), of which at least two have a subsidy. `span` says how far they lie apart: in one village, in one county, in several counties.
 */
export function sharedClaim(
  key: SharedKey,
  sharers: readonly Sharer[],
  householdsPerAccount: number = HOUSEHOLDS_PER_ACCOUNT,
): SharedClaim | null {
  const most = key === 'account' ? householdsPerAccount : 1;
  const byHousehold = new Map(sharers.map((sharer) => [sharer.household, sharer]));
  const all = [...byHousehold.values()];
  if (all.length <= most || all.filter((one) => one.subsidised).length < 2) return null;
  const distinct = (of: 'village' | 'county') => new Set(all.map((one) => one[of])).size;
  return {
    rule: key === 'id' ? 'R01' : 'R02',
    key,
    households: [...byHousehold.keys()].sort(),
    span: distinct('county') > 1 ? 'counties' : distinct('village') > 1 ? 'county' : 'village',
  };
}

const ELECTRIC: ReadonlySet<Mode> = new Set(['electric_distributed', 'electric_household']);

/** R03 双重改造: equipment subsidies for both gas and electric heating (二选一). `modes` are those of the subsidised conversions. */
export function isDoubleConversion(modes: readonly Mode[]): boolean {
  return modes.includes('gas') && modes.some((mode) => ELECTRIC.has(mode));
}

/** R07 超标准: more arrived than the policy gives; by how much. */
export function paidAboveRule(paid: Fen, due: Fen): Fen {
  return Math.max(0, paid - due);
}

/** A village as the no-coal rule sees it: its whole conversion, and the days of the no-coal zones it lies in. */
export type CoalFreeArea = { completedOn: CalendarDay | null; zones: readonly { validFrom: CalendarDay; validTo: CalendarDay | null }[] };

/**
 * R13 违规补煤 (docs/definitions.md#rule-r13, docs/definitions.md#clause-c9): a coal subsidy paid on a day on which the
 * village was completed or lay in a no-coal zone. The reason, or null.
 */
export function coalSubsidyFault(paidOn: CalendarDay, area: CoalFreeArea): 'completed' | 'no-coal-zone' | null {
  if (area.zones.some(({ validFrom, validTo }) => validFrom <= paidOn && (validTo === null || validTo >= paidOn))) return 'no-coal-zone';
  return area.completedOn !== null && area.completedOn <= paidOn ? 'completed' : null;
}
