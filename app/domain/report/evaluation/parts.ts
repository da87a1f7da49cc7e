/** The eight parts of an 评估报告 in their order, each with what the figures say of it (docs/definitions.md#evaluation-report). */
import { basicSituation } from './basic-situation';
import type { EvaluationFigures } from './evaluation-figures';
import type { PartOfEvaluation } from './evaluation-words';
import { nextSteps } from './next-steps';
import { operation } from './operation';
import { problemsFound } from './problems-found';
import { reburning } from './reburning';
import { rectification } from './rectification';
import { subsidies } from './subsidies';
import { targetsReached } from './targets-reached';

export const EVALUATION_PARTS = ['basics', 'targets', 'operation', 'reburning', 'subsidies', 'problems', 'measures', 'next'] as const;
export type EvaluationPart = (typeof EVALUATION_PARTS)[number];

const FIGURES: Record<EvaluationPart, (figures: EvaluationFigures) => PartOfEvaluation> = {
  basics: basicSituation,
  targets: targetsReached,
  operation,
  reburning,
  subsidies,
  problems: problemsFound,
  measures: rectification,
  next: nextSteps,
};

export function evaluationPart(part: EvaluationPart, figures: EvaluationFigures): PartOfEvaluation {
  return FIGURES[part](figures);
}
