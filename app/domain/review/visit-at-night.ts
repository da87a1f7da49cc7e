import { clockInShanghai } from '../time/china-clock';

const NIGHT_BEGINS_AT = 23;
const NIGHT_ENDS_AT = 5;

/** 半夜入户: between 23:00 and 05:00 in China (docs/definitions.md#rule-r21): at 23:00:00, and no longer at 05:00:00. ISO instant. */
export function isVisitAtNight(visitedAt: string): boolean {
  const hour = Number(clockInShanghai(visitedAt).slice(11, 13));
  return hour >= NIGHT_BEGINS_AT || hour < NIGHT_ENDS_AT;
}
