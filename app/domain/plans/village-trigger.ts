import { unstableVillageOpened } from '../findings/rules/of-others/unstable-village';
import type { Thresholds } from '../findings/thresholds';

/** What R22 compares of a village: households in I and V, those of them that are unstable, and those that reburn. */
export type AreaFigures = { compared: number; unstable: number; reburning: number };
export type Trigger = 'unstable' | 'reburning';

/**
 * 触发原因: why a village needs a 可持续运营方案 (docs/definitions.md#operation-plan): what rule R22 says of it. Empty: it needs none, also where
 * too few households were visited to say.
 */
export function triggersOf({ compared, unstable, reburning }: AreaFigures, thresholds: Thresholds): Trigger[] {
  const flagged = unstableVillageOpened('', { IV: compared, unstable, B: reburning }, thresholds);
  return (flagged?.cause.reasons ?? []) as Trigger[];
}
