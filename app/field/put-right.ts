import type { AnswerProblem } from '~/domain/survey/answer-problem';
import { cardOfProblem, fieldOfProblem } from '~/domain/survey/problem-fields';
import { isSurveyField } from '~/domain/survey/typed';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { FIX, isOnClosureForm } from './refused-record';

/** Fields of the last card that are no questions of the survey. */
const EVIDENCE_FIELDS: ReadonlySet<string> = new Set(['photos', 'signature', 'place', 'noPhotoReason']);

function isOnVisitForm(problem: AnswerProblem): boolean {
  return isSurveyField(fieldOfProblem(problem, {})) || EVIDENCE_FIELDS.has(problem.question);
}

/**
 * 去改: the address of the form on which a refused record can be corrected, at the card of its first problem. Null when no form
 * can change the reason; the record can then be sent again as it is, exported, or discarded.
 */
export function putRightAt({
  id,
  household,
  record,
  problems = [],
}: Pick<OutboxRecord, 'id' | 'household' | 'record' | 'problems'>): string | null {
  if (record.visit.kind === 'spot_check') {
    const wrong = problems.find(isOnVisitForm);
    return wrong ? `/checks/${id}?card=${cardOfProblem(wrong)}` : null;
  }
  const form = `/households/${encodeURIComponent(household)}/visit`;
  const fix = `${FIX}=${encodeURIComponent(id)}`;
  if (record.visit.outcome !== 'done') return problems.some(isOnClosureForm) ? `${form}/closure?${fix}` : null;
  const first = problems.find(isOnVisitForm);
  return first ? `${form}?${fix}&card=${cardOfProblem(first)}` : null;
}
