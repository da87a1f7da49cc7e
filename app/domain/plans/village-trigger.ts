import type { Thresholds } from '../findings/thresholds';
import type { Sums } from '../indicators/measures';

/** What R22 compares of a village: households in I and V, those of them that are unstable, and those that reburn. */
export type AreaFigures = { compared: number; unstable: number; reburning: number };
export type Trigger = 'unstable' | 'reburning';

export function areaFigures(sums: Pick<Sums, 'IV' | 'unstable' | 'B'>): AreaFigures {
  return { compared: sums.IV, unstable: sums.unstable, reburning: sums.B };
}

/**
 * 不稳定区域: why a village needs a 可持续运营方案 (docs/definitions.md#operation-plan, rule R22). At least `fewestCompared` households in I
 * and V, and unstable or reburning ones from the percentage of the season on; whole numbers compared, no rounding. Empty: it needs none,
 * also where too few households were visited to say.
 */
export function triggersOf(
  { compared, unstable, reburning }: AreaFigures,
  limits: Pick<Thresholds, 'fewestCompared' | 'unstablePercent' | 'reburnPercent'>,
): Trigger[] {
  if (compared < limits.fewestCompared) return [];
  const triggers: Trigger[] = [];
  if (unstable * 100 >= limits.unstablePercent * compared) triggers.push('unstable');
  if (reburning * 100 >= limits.reburnPercent * compared) triggers.push('reburning');
  return triggers;
}
