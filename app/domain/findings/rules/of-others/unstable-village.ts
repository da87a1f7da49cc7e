import type { Sums } from '../../../indicators/measures';
import { type Opened, opened } from '../../opened';
import { subjectOf } from '../../subject';
import type { Thresholds } from '../../thresholds';

/**
 * R22 不稳定区域 (docs/definitions.md#rule-r22, docs/definitions.md#clause-c2): a village with at least 10 households in I and V, of which at
 * least 10 % are unstable or at least 3 % burn loose coal again. It calls for a 可持续运营方案.
 *
 * Whole numbers are compared, nothing is rounded: exactly 10 % is enough. Both shares are of the households in I and V. Fewer than 10 of
 * them say nothing. All three numbers are thresholds of the season.
 */
export function unstableVillageOpened(
  village: string,
  { IV, unstable, B }: Pick<Sums, 'IV' | 'unstable' | 'B'>,
  thresholds: Thresholds,
): Opened | null {
  const { fewestCompared, unstablePercent, reburnPercent } = thresholds;
  if (IV < fewestCompared) return null;
  const reasons = [
    ...(unstable * 100 >= unstablePercent * IV ? ['unstable'] : []),
    ...(B * 100 >= reburnPercent * IV ? ['reburning'] : []),
  ];
  if (reasons.length === 0) return null;
  const cause = { reasons, compared: IV, unstable, unstablePercent, reburning: B, reburnPercent };
  return opened('R22', subjectOf.village(village), thresholds, { cause });
}
