import { isInScope } from '../../../household/in-scope';
import { type HouseholdRule, standing } from '../../household-case';
import { opened } from '../../opened';

/**
 * R04 虚报户数 (docs/definitions.md#rule-r04): entitled in the season with an amount due above 0, although the household is 销户, 拆迁 or 空挂
 * by p, or nobody completed a visit and a counted visit of the season found the house pulled down (拆除).
 *
 * A household that was in H up to p counts as in H, whatever became of it later. A completed visit takes the finding of a pulled-down
 * house away, since somebody was met there. The amount is what is due; withdrawn entitlements are left out.
 */
export const claimedForNoHousehold: HouseholdRule = (home) => {
  const due = standing(home).reduce((sum, one) => sum + one.due, 0);
  if (due <= 0) return [];
  const ended = home.sums.H === 0 && !isInScope(home.status);
  const pulledDown = home.sums.V === 0 && home.foundDemolished;
  if (!ended && !pulledDown) return [];
  const cause = { why: ended ? 'status' : 'pulled-down', status: home.status, due };
  return [opened('R04', home.household, home.thresholds, { cause, amount: due })];
};
