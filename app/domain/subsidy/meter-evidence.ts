import type { Energy } from '../contract/enumerations';
import type { Quantity } from './exact-decimal';
import { looseMeter } from './meter-match';

/** A season's reading of one meter, quantities in 1/1,000 kWh or m³. */
export type Reading = { energy: Energy; start: Quantity | null; end: Quantity | null; usage: Quantity; meter?: string | null };

/**
 * Signs in the readings for which there is no rule. `far-below`: something was used, under a third of the area's norm. `backwards`: the
 * end is below the start, or the start below the end of the season before at the same meter. `differs`: the usage is not end less start.
 * `jump`: over five times the norm, or over five times the household's own season before.
 */
const METER_SIGNS = ['far-below', 'backwards', 'differs', 'jump'] as const;
export type MeterSign = (typeof METER_SIGNS)[number];

/** Under 1/3 of the norm is far below it; over 5 times is a jump. */
const FAR_BELOW = 3;
const JUMP = 5;
/**
 * A norm needs at least this many households. With fewer in the village the county's norm applies; with fewer in the county
 * there is none.
 */
export const NORM_HOUSEHOLDS = 10;

/** Usage per m²: 1/1,000 unit per 1/100 m². Null without usage or without area. */
export function usagePerArea(usage: Quantity, heatedArea: number | null): number | null {
  return heatedArea === null || heatedArea <= 0 || usage <= 0 ? null : usage / heatedArea;
}

/** The area's norm: the median usage per m² of the households that used anything; null of fewer than ten. */
export function normOf(perArea: readonly number[]): number | null {
  if (perArea.length < NORM_HOUSEHOLDS) return null;
  const sorted = [...perArea].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export type MeteredHousehold = {
  heatedArea: number | null;
  readings: readonly Reading[];
  /** The readings of the season before, by energy. */
  before: readonly Reading[];
  /** The norm per energy: of the village, else of the county. */
  norm: Partial<Record<Energy, number | null>>;
};

/** 计量佐证: what the meters say of a household, in the order above; empty when nothing is remarkable or nothing was metered. */
export function meterSigns(household: MeteredHousehold): MeterSign[] {
  const signs = new Set<MeterSign>();
  for (const reading of household.readings) {
    const before = household.before.find((one) => one.energy === reading.energy);
    const norm = household.norm[reading.energy] ?? null;
    const perArea = usagePerArea(reading.usage, household.heatedArea);
    if (perArea !== null && norm !== null && perArea * FAR_BELOW < norm) signs.add('far-below');
    if (perArea !== null && norm !== null && perArea > norm * JUMP) signs.add('jump');
    if (before && before.usage > 0 && reading.usage > before.usage * JUMP) signs.add('jump');
    if (reading.start !== null && reading.end !== null) {
      if (reading.end < reading.start) signs.add('backwards');
      else if (reading.end - reading.start !== reading.usage) signs.add('differs');
    }
    if (before?.end != null && reading.start !== null && reading.start < before.end && isSameMeter(reading, before)) signs.add('backwards');
  }
  return METER_SIGNS.filter((sign) => signs.has(sign));
}

/** Readings of two different meters are not compared. A reading without a meter number counts as one of the same meter. */
function isSameMeter(one: Reading, other: Reading): boolean {
  return one.meter == null || other.meter == null || looseMeter(one.meter) === looseMeter(other.meter);
}
