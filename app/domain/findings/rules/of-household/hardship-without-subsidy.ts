import { excludeEachOther } from '../../../subsidy/which-policies';
import { type HouseholdRule, standing } from '../../household-case';
import { opened } from '../../opened';

/**
 * R18 困难户未享受 (docs/definitions.md#rule-r18): a household in H with a hardship that a policy of the season names in 适用对象; the policy
 * applies to it (`policiesFor`), and it is not entitled under it, whatever the reason (not installed, nothing metered, withdrawn, never
 * computed).
 *
 * A policy for everybody and one for 无 name no hardship. Of an 互斥组 only the most favourable policy is given, so a household entitled
 * under another of the group lacks nothing. The cause names the policies, never the hardship, which is personal.
 */
export const hardshipWithoutSubsidy: HouseholdRule = (home) => {
  if (home.sums.H === 0) return [];
  const given = standing(home).map(({ policy }) => policy);
  const hardships = home.hardship.filter((hardship) => hardship !== 'none');
  const missed = home.policies
    .filter(({ target }) => hardships.some((hardship) => target.includes(hardship)))
    .filter((policy) => !given.some((one) => one.policy === policy.policy || excludeEachOther(one, policy)));
  if (missed.length === 0) return [];
  return [opened('R18', home.household, home.thresholds, { cause: { policies: missed.map(({ policy }) => policy).sort() } })];
};
