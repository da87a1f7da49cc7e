import { reburnSigns } from '../../../heating/reburn';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R09 确认复烧 (docs/definitions.md#rule-r09, docs/definitions.md#clause-c2): B, with all signs that the visit used saw
 * (docs/definitions.md#flag-b). The visit belongs to the cause: a later visit that sees coal again is a new fact.
 */
export const reburning: HouseholdRule = (home) => {
  const { visit } = home;
  if (home.sums.B === 0 || visit === null) return [];
  const cause = { signs: reburnSigns(visit.answers), visit: visit.id, visitedOn: visit.day };
  return [opened('R09', home.household, home.thresholds, { cause })];
};
