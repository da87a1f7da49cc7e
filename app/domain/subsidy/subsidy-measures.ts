import { keysOf } from '../contract/enumerations';
import type { Sums } from '../indicators/measures';
import type { CalendarDay } from '../time/calendar-day';
import type { SeasonName } from '../time/heating-season';
import { isPastDue } from './arrears-age';
import { type ContinuityFlags, continuityOf, type LedgerEntitlement } from './continuity';
import { balanceOf, isPaidInFull } from './ledger-balance';

export type SubsidyMeasures = Pick<Sums, 'entitled' | 'paidInFull' | 'due' | 'paid' | 'arrears' | (`continuity.${string}` & keyof Sums)>;

/**
 * What a household contributes to the money and continuity figures of a season (docs/definitions.md#amounts-of-all). Amounts, and with
 * them who is entitled and paid in full, count every household, 拖欠 being what is owed past its due date; continuity counts households
 * in H. Every kind of subsidy counts in the first, operating ones alone in the continuity.
 */
export function subsidyMeasures(
  flags: ContinuityFlags,
  season: SeasonName,
  current: readonly LedgerEntitlement[],
  before: readonly LedgerEntitlement[],
  asOf: CalendarDay,
): SubsidyMeasures {
  const { due, paid } = balanceOf(current);
  const status = continuityOf(flags, season, current, before, asOf)?.status;
  const continuity = Object.fromEntries(keysOf('continuity').map((key) => [`continuity.${key}`, key === status ? 1 : 0]));
  return {
    ...(continuity as Record<`continuity.${string}` & keyof Sums, 0 | 1>),
    entitled: current.length > 0 ? 1 : 0,
    paidInFull: current.length > 0 && current.every(isPaidInFull) ? 1 : 0,
    due,
    paid,
    arrears: balanceOf(current.filter((one) => isPastDue(one.policy.dueOn, asOf))).owed,
  };
}
