import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R16 断档或退坡 (docs/definitions.md#rule-r16, docs/definitions.md#clause-c11): the continuity of the operating subsidies is 中断 or 退坡
 * (`continuityOf`, which leaves out households outside H). The amount is what the household lost against the season before: all that was
 * due, or the difference for the same quantity.
 */
export const subsidyInterruptedOrReduced: HouseholdRule = (home) => {
  const reason = home.continuity;
  if (reason?.status !== 'interrupted' && reason?.status !== 'reduced') return [];
  const gives = reason.status === 'reduced' ? reason.gives : 0;
  const lost = reason.dueBefore - gives;
  const cause = { status: reason.status, before: reason.before, dueBefore: reason.dueBefore, gives, lost };
  return [opened('R16', home.household, home.thresholds, { cause, amount: lost })];
};
