import type { Contradiction } from '../household/contradictions';

/** What a household's record says; nothing here says who its people are, who visited them, or where they live. */
export type CheckableRecord = {
  contradictions: readonly Contradiction[];
  signs: Readonly<Record<'reburning' | 'cold' | 'unstable' | 'letNotUsed' | 'suspected', boolean>>;
  /** B in the season before; null: not visited then. */
  reburnedBefore: boolean | null;
};

/**
 * 抽查权重 (docs/definitions.md#spot-check): how likely the risk-weighted part of a draw takes a household, beside one without any sign
 * (1). Each contradiction adds 3, each sign of its facts 2, and 2 more when it burns coal for the first time: it did not in the season
 * before. Every household keeps a weight of at least 1, so that none is ever sure not to be drawn.
 */
export function checkWeight({ contradictions, signs, reburnedBefore }: CheckableRecord): number {
  const told = Object.values(signs).filter(Boolean).length;
  const firstTime = signs.reburning && reburnedBefore === false ? 2 : 0;
  return 1 + 3 * contradictions.length + 2 * told + firstTime;
}
