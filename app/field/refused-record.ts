import type { AnswerProblem } from '~/domain/survey/answer-problem';
import { VISITED_AT } from '~/domain/survey/typed';
import type { OutboxRecord } from '~/offline/store/sealed-rows';

/** The parameter of a form's address that names the refused record it opens. */
export const FIX = 'fix';

const CLOSURE_FIELDS: ReadonlySet<string> = new Set(['outcome', 'note', VISITED_AT]);
export const isOnClosureForm = ({ question }: AnswerProblem): boolean => CLOSURE_FIELDS.has(question);

/** An answer to what is not asked any more is left out by the form as soon as it opens; the rest is for the person. */
export function leftToPutRight({ problems = [] }: Pick<OutboxRecord, 'problems'>): AnswerProblem[] {
  return problems.filter(({ code }) => code !== 'not_asked');
}
