/** The two-sided 95 % point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * 威尔逊区间: the 95 % interval of a share (Wilson, J. Am. Stat. Assoc. 22, 1927). It stays within 0 and 1 and holds for few cases: 8 of 100 →
 * [0.0411, 0.1500]. Null for none of none, of which nothing is known.
 */
export function wilson(hits: number, all: number): { low: number; high: number } | null {
  if (all === 0) return null;
  const share = hits / all;
  const middle = share + Z ** 2 / (2 * all);
  const half = Z * Math.sqrt((share * (1 - share)) / all + Z ** 2 / (4 * all ** 2));
  const of = 1 + Z ** 2 / all;
  return { low: hits === 0 ? 0 : (middle - half) / of, high: hits === all ? 1 : (middle + half) / of };
}
