const UNITS = [
  ['years', 365 * 86_400],
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;
export type ClockUnit = (typeof UNITS)[number][0];

/** “快了 30 天”, “慢了 12 年”: the largest unit that fits at least twice, rounded; null when the clock is right. */
export function clockWords(aheadSeconds: number): { way: 'ahead' | 'behind'; unit: ClockUnit; count: number } | null {
  if (aheadSeconds === 0) return null;
  const size = Math.abs(aheadSeconds);
  const [unit, seconds] = UNITS.find(([, length]) => size >= 2 * length) ?? UNITS[UNITS.length - 1]!;
  return { way: aheadSeconds > 0 ? 'ahead' : 'behind', unit, count: Math.max(1, Math.round(size / seconds)) };
}
