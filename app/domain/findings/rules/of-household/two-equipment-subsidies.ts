import { isDoubleConversion } from '../../../subsidy/double-claims';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R03 双重改造 (docs/definitions.md#rule-r03): a household with equipment subsidies for both gas and electric heating, in whatever seasons.
 * Any status: money for a household that was cancelled since is money too. The amount is what arrived of those subsidies.
 */
export const twoEquipmentSubsidies: HouseholdRule = (home) => {
  if (!isDoubleConversion(home.equipmentModes)) return [];
  const modes = [...new Set(home.equipmentModes)].sort();
  return [opened('R03', home.household, home.thresholds, { cause: { modes, paid: home.equipmentPaid }, amount: home.equipmentPaid })];
};
