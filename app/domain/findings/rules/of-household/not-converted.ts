import type { ZoneType } from '../../../contract/enumerations';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/** Where nobody may be left out: the built-up areas, their surroundings, the plains and river valleys (docs/definitions.md#clause-c3). */
const ALL_TO_BE_CONVERTED: ReadonlySet<ZoneType> = new Set(['urban_core', 'county_seat', 'fringe', 'plain_rural']);

/**
 * R11 应改未改 (docs/definitions.md#rule-r11, docs/definitions.md#clause-c3): the season has begun, and a resident household is not
 * installed in a village whose zone type asks for every household. A village 列入拆迁 is left out, and one in the mountains or without a
 * zone type. Where no dates were set nothing opens.
 */
export const notConverted: HouseholdRule = (home) => {
  const { zoneType, relocating } = home.village;
  if (home.startsOn === null || home.asOf < home.startsOn || home.sums.R === 0 || home.sums.I > 0) return [];
  if (zoneType === null || !ALL_TO_BE_CONVERTED.has(zoneType) || relocating) return [];
  return [opened('R11', home.household, home.thresholds, { cause: { zoneType, mode: home.conversion?.mode ?? 'none' } })];
};
