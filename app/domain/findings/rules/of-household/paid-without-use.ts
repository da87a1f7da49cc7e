import { ENERGY_OF_MODE, isMeteredZero } from '../../../heating/reburn';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R06 零用量领补 (docs/definitions.md#rule-r06): a household in H that received operating subsidies of the season although its meter shows
 * that nothing was used (`isMeteredZero`, as in Q), resident or not, burning coal or not.
 *
 * What arrived of an operating entitlement that was withdrawn since counts: the money is with the household. Without a meter reading
 * nothing is known and nothing opens. The amount is what arrived.
 */
export const paidWithoutUse: HouseholdRule = (home) => {
  const mode = home.conversion?.mode ?? 'none';
  const paid = home.entitlements.reduce((sum, one) => sum + (one.policy.kind === 'operating' ? one.paid : 0), 0);
  if (home.sums.H === 0 || paid <= 0 || !isMeteredZero(mode, home.usages)) return [];
  return [opened('R06', home.household, home.thresholds, { cause: { energy: ENERGY_OF_MODE[mode] ?? null, paid }, amount: paid })];
};
