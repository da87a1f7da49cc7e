import { paidAboveRule } from '../../../subsidy/double-claims';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';
import { subjectOf } from '../../subject';

/**
 * R07 超标准发放 (docs/definitions.md#rule-r07): an entitlement of the season of which more arrived than is due; one finding for each. Of a
 * withdrawn one 0 is due. Any status. The amount is what arrived too much. In order of the policies' numbers.
 */
export const paidAboveTheRule: HouseholdRule = (home) =>
  home.entitlements
    .map(({ policy, due, paid, withdrawn }) => ({ policy: policy.policy, due: withdrawn ? 0 : due, paid, withdrawn }))
    .map((one) => ({ ...one, above: paidAboveRule(one.paid, one.due) }))
    .filter(({ above }) => above > 0)
    .sort((a, b) => (a.policy < b.policy ? -1 : 1))
    .map((cause) => opened('R07', subjectOf.entitlement(home.household, cause.policy), home.thresholds, { cause, amount: cause.above }));
