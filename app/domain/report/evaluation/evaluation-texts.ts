import { z } from 'zod';
import type { Role } from '../../contract/enumerations';
import type { DivisionLevel } from '../../divisions/division-code';
import { EVALUATION_PARTS, type EvaluationPart } from './parts';

/** What the office itself wrote in each part, apart from the sentences that the figures make; empty where nothing is written. */
export type EvaluationTexts = Readonly<Record<EvaluationPart, string>>;

export const NO_TEXTS = Object.fromEntries(EVALUATION_PARTS.map((part) => [part, ''])) as unknown as EvaluationTexts;

/** Who has an evaluation report: “各县（市、区）……评估报告报市……汇总整理后报省” (docs/definitions.md#clause-c1). */
export function hasEvaluation(level: DivisionLevel): boolean {
  return level === 'county' || level === 'city' || level === 'province';
}

/** Each office writes in its own report: the county in the county's, the city in the city's (docs/definitions.md#evaluation-report). */
export function writesEvaluation(role: Role, level: DivisionLevel): boolean {
  return (role === 'county' && level === 'county') || (role === 'city' && level === 'city');
}

/** Parts in which two sets of texts differ. */
export function partsChanged(before: EvaluationTexts, after: EvaluationTexts): EvaluationPart[] {
  return EVALUATION_PARTS.filter((part) => before[part] !== after[part]);
}

/**
 * 两人同时写: what becomes of the texts when a person saves `typed`, begun from `base`, while `now` is stored. Part by part: what only one of
 * them changed is taken from that one; what both changed differently is a conflict, and nothing is stored.
 */
export function mergeTexts(
  base: EvaluationTexts,
  now: EvaluationTexts,
  typed: EvaluationTexts,
): { texts: EvaluationTexts; conflicts: EvaluationPart[] } {
  const conflicts: EvaluationPart[] = [];
  const texts = Object.fromEntries(
    EVALUATION_PARTS.map((part) => {
      const [from, stored, mine] = [base[part], now[part], typed[part]];
      if (mine === from || mine === stored) return [part, stored];
      if (stored !== from) conflicts.push(part);
      return [part, mine];
    }),
  ) as unknown as EvaluationTexts;
  return { texts, conflicts };
}

const LONGEST_PART = 20_000;
const text = z
  .string()
  .max(LONGEST_PART, 'evaluation.too-long')
  .default('')
  .transform((written) => written.replace(/\r\n?/g, '\n').trim());
const fields = Object.fromEntries(EVALUATION_PARTS.map((part) => [`text.${part}`, text])) as Record<`text.${EvaluationPart}`, typeof text>;

/** The form of the page. `version`: the one it showed, 0 when nothing was written yet. */
export const evaluationForm = z
  .object({ version: z.coerce.number({ error: 'form.outdated' }).int().min(0), ...fields })
  .transform(({ version, ...rest }) => ({
    version,
    texts: Object.fromEntries(EVALUATION_PARTS.map((part) => [part, rest[`text.${part}`]])) as unknown as EvaluationTexts,
  }));
export type EvaluationForm = z.output<typeof evaluationForm>;
