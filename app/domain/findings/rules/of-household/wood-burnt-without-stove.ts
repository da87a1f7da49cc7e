import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R14 生物质非专用设施 (docs/definitions.md#rule-r14, docs/definitions.md#clause-c10): visited, and the main heat is 柴草, that is biomass
 * without a dedicated stove. Converted or not. 柴草 beside another main heat is no finding.
 */
export const woodBurntWithoutStove: HouseholdRule = (home) => {
  const { visit } = home;
  if (home.sums.V === 0 || visit?.answers.mainHeat !== 'wood') return [];
  return [opened('R14', home.household, home.thresholds, { cause: { visit: visit.id, visitedOn: visit.day } })];
};
