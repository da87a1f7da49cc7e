import { type Mode, type Residence, valuesOf } from '~/domain/contract/enumerations';
import type { Question } from '~/domain/survey/questions/question';
import { QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { isAsked, isRequired } from '~/domain/survey/which-questions';
import { type Random, randomOf } from './random.server';

/** The share of homes that answer an optional question. */
const ANSWERED = 0.8;

/**
 * The sample's answers to the questions outside its story, drawn by the form of the question where it is asked. Each question
 * draws from a stream of its own, so that a new question leaves all other answers as they were. Free text is never invented.
 */
export function drawnAnswers(
  told: VisitAnswers,
  story: ReadonlySet<QuestionKey>,
  visit: string,
  household: { mode: Mode; residence: Residence },
): VisitAnswers {
  const context = { outcome: 'done', ...household } as const;
  let answers = told;
  for (const key of QUESTION_KEYS) {
    const random = randomOf(visit, 'drawn', key);
    if (story.has(key) || !isAsked(key, answers, context)) continue;
    if (!isRequired(key, answers, context) && !random.chance(ANSWERED)) continue;
    const value = drawn(QUESTIONS[key], random);
    if (value !== undefined) answers = { ...answers, [key]: value };
  }
  return answers;
}

function drawn(question: Question<VisitAnswers>, random: Random): unknown {
  switch (question.form) {
    case 'yes-no':
      return random.chance(0.5);
    case 'one':
      return random.pick(valuesOf(question.list));
    case 'many':
      return [random.pick(valuesOf(question.list))];
    case 'number':
    case 'money': {
      // The range only catches typing errors; usual values are near its start.
      const { min, max, decimals } = question.range;
      const steps = 10 ** decimals;
      return random.between(min * steps, (min + (max - min) / 10) * steps) / steps;
    }
    case 'text':
      return undefined;
  }
}
