import { blockOf, HOUSEHOLD_QUESTIONS } from '~/domain/survey/questions/question-blocks';
import type { AnswerProblem } from './answer-problems';
import type { Card } from './draft';
import { householdField, roomField, roomRows, type Typed, VISITED_AT } from './typed';

/** The name of the form's field at which a problem is shown. */
export function fieldOfProblem(problem: AnswerProblem, typed: Typed): string {
  if (problem.room !== undefined) {
    const row = roomRows(typed)?.[problem.room];
    return row === undefined ? 'rooms' : roomField(row, problem.question === 'room' ? 'kind' : problem.question);
  }
  if ((HOUSEHOLD_QUESTIONS as readonly string[]).includes(problem.question)) return householdField(problem.question);
  return problem.question;
}

/** The card on which a problem can be put right. */
export function cardOfProblem(problem: AnswerProblem): Card {
  if (problem.room !== undefined) return 'rooms';
  return problem.question === VISITED_AT ? 'summary' : blockOf(problem.question);
}
