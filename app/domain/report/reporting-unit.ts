import type { DivisionLevel } from '../divisions/division-code';

/**
 * 填报单位: who fills in the report of a division and puts the seal on it. From the county up it is the energy bureau; a township's is its
 * government or, of a 街道, its office; a village's is its committee, which the list of divisions may name already (村委会, 居委会).
 */
export function reportingUnit({ name, level }: { name: string; level: DivisionLevel }): string {
  if (level === 'township') return `${name}${name.endsWith('街道') ? '办事处' : name.endsWith('办事处') ? '' : '人民政府'}`;
  if (level === 'village') return /(委员会|村委会|居委会|社区)$/.test(name) ? name : `${name}村民委员会`;
  return `${name}能源局`;
}
