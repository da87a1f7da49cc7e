/**
 * 区划代码的级次: the length of a code says its level, and a code begins with the code of the division above it (statistical
 * division codes: 2 province, 4 city, 6 county, 9 township, 12 village).
 */
export type DivisionLevel = 'province' | 'city' | 'county' | 'township' | 'village';

const LENGTHS: Record<DivisionLevel, number> = { province: 2, city: 4, county: 6, township: 9, village: 12 };
const ORDER: readonly DivisionLevel[] = ['province', 'city', 'county', 'township', 'village'];

export function levelBelow(level: DivisionLevel): Exclude<DivisionLevel, 'province'> | undefined {
  return ORDER[ORDER.indexOf(level) + 1] as Exclude<DivisionLevel, 'province'> | undefined;
}

export function codeLengthOf(level: DivisionLevel): number {
  return LENGTHS[level];
}

/** Whether a code may be a new division directly below `parent`. */
export function isCodeBelow(parent: { code: string; level: DivisionLevel }, code: string): boolean {
  const level = levelBelow(parent.level);
  return level !== undefined && /^\d+$/.test(code) && code.length === LENGTHS[level] && code.startsWith(parent.code);
}
