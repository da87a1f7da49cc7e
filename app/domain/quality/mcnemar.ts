import { chiSquareAbove, logFactorial } from './probabilities';

export type McNemar = { chiSquare: number; p: number; exact: number };

/**
 * McNemar 检验: whether answers by 是 and 否 shift to one side between two visits (McNemar, Psychometrika 12, 1947). `yesNo` went from yes
 * to no, `noYes` the other way; pairs that agree say nothing. χ² = (b − c)² / (b + c) with one degree of freedom, without continuity
 * correction, and the exact two-sided binomial probability, which holds for few pairs: 6 and 2 → χ² 2.0, p 0.1573, exact 0.2891. Null
 * without a difference.
 */
export function mcnemar(yesNo: number, noYes: number): McNemar | null {
  const all = yesNo + noYes;
  if (all === 0) return null;
  const chiSquare = (yesNo - noYes) ** 2 / all;
  let tail = 0;
  for (let at = 0; at <= Math.min(yesNo, noYes); at += 1)
    tail += Math.exp(logFactorial(all) - logFactorial(at) - logFactorial(all - at) - all * Math.LN2);
  return { chiSquare, p: chiSquareAbove(chiSquare, 1), exact: Math.min(1, 2 * tail) };
}
