import { type HouseholdRule, standing } from '../../household-case';
import { opened } from '../../opened';

const FAULTS: ReadonlySet<string> = new Set(['unregistered', 'refused', 'faulty']);

/**
 * R05 证件缺失或错误 (docs/definitions.md#rule-r05): a household in H, entitled in the season, of which there is no ID number because it is
 * 未登记 or was 拒绝, or whose stored number fails GB 11643 (app/domain/household/id-number.ts).
 *
 * A number of which nobody said why it is missing is no finding: it was not asked for yet. The number itself is nowhere in the finding.
 */
export const idNumberMissingOrWrong: HouseholdRule = (home) => {
  if (home.sums.H === 0 || standing(home).length === 0 || !FAULTS.has(home.idNumber)) return [];
  return [opened('R05', home.household, home.thresholds, { cause: { fault: home.idNumber } })];
};
