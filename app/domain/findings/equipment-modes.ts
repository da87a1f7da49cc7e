import type { Mode } from '../contract/enumerations';

/**
 * 设备补贴的方式: the modes that the equipment subsidies of one household are for, as `isDoubleConversion` wants them (R03,
 * docs/definitions.md#rule-r03). Two subsidies at least, in whatever seasons, withdrawn ones left out. A policy for one mode says which;
 * where one is for every mode, or none is for a single one, the household's conversions say it.
 */
export function equipmentModesOf(policies: readonly { modes: readonly Mode[] }[], conversions: readonly Mode[]): Mode[] {
  if (policies.length < 2) return [];
  const named = policies.flatMap(({ modes }) => (modes.length === 1 ? modes : []));
  const open = policies.some(({ modes }) => modes.length === 0);
  return [...new Set(named.length > 0 && !open ? named : conversions)];
}
