import type { Thresholds } from '../findings/thresholds';
import { type AreaFigures, type Trigger, triggersOf } from './village-trigger';

/** A later season against the one that triggered the plan. Differences in households; shares are compared by whole numbers. */
export type FollowedSeason = AreaFigures & {
  season: string;
  triggers: readonly Trigger[];
  unstable: number;
  unstableChange: number;
  reburningChange: number;
  /** Whether the share fell, rose or is the same; null while nothing can be compared. */
  unstableShare: -1 | 0 | 1 | null;
  reburnShare: -1 | 0 | 1 | null;
};

/**
 * 跟踪: did unstable operation and reburning fall after the season that triggered a plan? (docs/definitions.md#operation-plan) For each
 * season from the trigger on that has households visited, the villages of the plan together. A village that is flagged again makes the plan
 * one of an area flagged again. A season in which nobody was visited says nothing: it has no shares.
 */
export function followUp(
  seasons: readonly { season: string; villages: readonly AreaFigures[] }[],
  limits: Thresholds,
): { seasons: FollowedSeason[]; flaggedAgain: boolean } {
  const whole = (villages: readonly AreaFigures[]): AreaFigures => ({
    compared: villages.reduce((sum, { compared }) => sum + compared, 0),
    unstable: villages.reduce((sum, { unstable }) => sum + unstable, 0),
    reburning: villages.reduce((sum, { reburning }) => sum + reburning, 0),
  });
  const first = whole(seasons[0]?.villages ?? []);
  const followed = seasons.map(({ season, villages }) => {
    const sums = whole(villages);
    return {
      season,
      ...sums,
      triggers: [...new Set(villages.flatMap((one) => triggersOf(one, limits)))].sort().reverse() as Trigger[],
      unstableChange: sums.unstable - first.unstable,
      reburningChange: sums.reburning - first.reburning,
      unstableShare: direction(first.unstable, first.compared, sums.unstable, sums.compared),
      reburnShare: direction(first.reburning, first.compared, sums.reburning, sums.compared),
    };
  });
  return { seasons: followed, flaggedAgain: followed.slice(1).some(({ triggers }) => triggers.length > 0) };
}

function direction(before: number, ofBefore: number, after: number, ofAfter: number): -1 | 0 | 1 | null {
  if (ofBefore === 0 || ofAfter === 0) return null;
  return Math.sign(after * ofBefore - before * ofAfter) as -1 | 0 | 1;
}
