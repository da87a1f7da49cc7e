import type { AnswerProblem } from '~/domain/survey/answer-problem';
import { VISITED_AT } from '~/domain/survey/typed';
import type { OutboxRecord } from '~/offline/store/sealed-rows';

/** The parameter of a form's address that names the refused record it opens. */
export const FIX = 'fix';

const CLOSURE_FIELDS: ReadonlySet<string> = new Set(['outcome', 'note', VISITED_AT]);
export const isOnClosureForm = ({ question }: AnswerProblem): boolean => CLOSURE_FIELDS.has(question);

/** The problems left for the person: when the form opens it drops answers to questions that no longer apply. */
export function leftToPutRight({ problems = [] }: Pick<OutboxRecord, 'problems'>): AnswerProblem[] {
  return problems.filter(({ code }) => code !== 'not_asked');
}
