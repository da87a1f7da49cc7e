import type { AnswerProblem } from '~/domain/survey/answer-problem';
import { cardOfProblem, fieldOfProblem } from '~/domain/survey/problem-fields';
import { isSurveyField } from '~/domain/survey/typed';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { FIX, isOnClosureForm } from './refused-record';

/** Of the last card; no question of the survey. */
const EVIDENCE_FIELDS: ReadonlySet<string> = new Set(['photos', 'signature', 'place', 'noPhotoReason']);

function isOnVisitForm(problem: AnswerProblem): boolean {
  return isSurveyField(fieldOfProblem(problem, {})) || EVIDENCE_FIELDS.has(problem.question);
}

/**
 * 去改: the address of the form on which a refused record can be put right, at the card of the first thing that is wrong with it.
 * Null: nothing on any form changes why it was refused; it can be sent again as it is, exported, or discarded.
 */
export function putRightAt({
  id,
  household,
  record,
  problems = [],
}: Pick<OutboxRecord, 'id' | 'household' | 'record' | 'problems'>): string | null {
  const form = `/households/${encodeURIComponent(household)}/visit`;
  const fix = `${FIX}=${encodeURIComponent(id)}`;
  if (record.visit.outcome !== 'done') return problems.some(isOnClosureForm) ? `${form}/closure?${fix}` : null;
  const first = problems.find(isOnVisitForm);
  return first ? `${form}?${fix}&card=${cardOfProblem(first)}` : null;
}
