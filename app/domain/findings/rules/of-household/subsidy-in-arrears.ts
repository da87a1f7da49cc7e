import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R17 拖欠 (docs/definitions.md#rule-r17, docs/definitions.md#clause-c11): the continuity is 拖欠, that is an operating entitlement of the
 * season is past its due date and not fully paid (`continuityOf`, which leaves out households outside H). The amount is what is owed of
 * those past due; the day is the earliest due date. How long it has been owed is no part of the cause, or it would change every day.
 */
export const subsidyInArrears: HouseholdRule = (home) => {
  const reason = home.continuity;
  if (reason?.status !== 'arrears') return [];
  return [opened('R17', home.household, home.thresholds, { cause: { owed: reason.owed, dueOn: reason.dueOn }, amount: reason.owed })];
};
