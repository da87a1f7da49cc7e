import type { Energy, PolicyUnit } from '../contract/enumerations';
import type { Quantity } from './exact-decimal';

/** What the register knows of a household's quantities in a season. */
export type KnownQuantities = {
  /** In 1/1,000 kWh and m³; an energy that was not metered is absent. */
  usage: Partial<Record<Energy, Quantity>>;
  /** In 1/100 m². */
  heatedArea: number | null;
};

/**
 * 计量数量: the base of a policy in its unit, from what the register knows: metered kWh and m³ of the season, the heated area, one
 * household. Null when it is not known: not metered, no area, and always for tonnes and for a share of the cost, which no
 * record holds; those come with the sheet 应补.
 */
export function baseQuantity(unit: PolicyUnit, known: KnownQuantities): Quantity | null {
  switch (unit) {
    case 'per_kwh':
      return known.usage.electricity ?? null;
    case 'per_m3':
      return known.usage.gas ?? null;
    case 'per_area':
      return known.heatedArea === null ? null : known.heatedArea * 10;
    case 'per_household':
      return 1_000;
    default:
      return null;
  }
}
