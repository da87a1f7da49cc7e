/** 5 % of what is flagged may be there by chance. */
const FALSE_DISCOVERY = 0.05;

/**
 * 错误发现率: which of many tests are flagged so that, on average, at most the share `limit` of those flagged are chance (Benjamini and
 * Hochberg, J. R. Stat. Soc. B 57, 1995). In the order of the probabilities given.
 */
export function discoveries(probabilities: readonly number[], limit = FALSE_DISCOVERY): boolean[] {
  const order = probabilities.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  let last = -1;
  for (const [rank, { p }] of order.entries()) if (p <= ((rank + 1) * limit) / order.length) last = rank;
  const flagged = new Set(order.slice(0, last + 1).map(({ at }) => at));
  return probabilities.map((_p, at) => flagged.has(at));
}
