import { type FundingLevel, keysOf } from '../contract/enumerations';
import type { Fen } from './exact-decimal';

/** 资金层级 in the order in which every list, share and payment names them: 中央, 省, 市, 县 (the contract's list `level`). */
export const LEVELS: readonly FundingLevel[] = keysOf('level');

/** An amount of each level, 分. */
export type LevelAmounts = Record<FundingLevel, Fen>;

export function noAmounts(): LevelAmounts {
  return Object.fromEntries(LEVELS.map((level) => [level, 0])) as LevelAmounts;
}

export function isLevel(text: unknown): text is FundingLevel {
  return (LEVELS as readonly unknown[]).includes(text);
}
