import { isQuestionKey, QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import { closesAtOnce } from '../household/closure';
import type { SurveyContext } from './survey-context';
import { isEmpty, type VisitAnswers } from './visit-answers';

/** Answers that may not have been validated yet; a rule must not rely on their values being right. */
export type AnswersSoFar = Partial<VisitAnswers>;

/**
 * 问哪些: when a question is asked and when its answer is required, as its record says for a completed visit. After any other
 * outcome only the note is asked, because a cadre who was not let in saw nothing. The note is required where one visit closes
 * the household (docs/definitions.md#closure).
 */
export function isAsked(question: QuestionKey, answers: AnswersSoFar, context: SurveyContext): boolean {
  if (context.outcome !== 'done') return question === 'note';
  return QUESTIONS[question].asked?.(answers, context) ?? true;
}

export function isRequired(question: QuestionKey, answers: AnswersSoFar, context: SurveyContext): boolean {
  if (context.outcome !== 'done') return question === 'note' && closesAtOnce(context.outcome);
  return QUESTIONS[question].required?.(answers, context) ?? false;
}

/**
 * The questions that apply, in order. A question may depend on another that itself no longer applies (causes on
 * stability on connected), so an answer counts only while its own question is asked.
 */
export function questionsAsked(answers: AnswersSoFar, context: SurveyContext): QuestionKey[] {
  const counted = onlyAsked(answers, context);
  return QUESTION_KEYS.filter((question) => isAsked(question, counted, context));
}

/**
 * Drops answers to questions that do not apply. They were given before another answer made the question inapplicable (the
 * kilograms before “no coal after all”), and nobody sees them any more. Drafts keep them, so that going back shows them again.
 * Applying it twice changes nothing.
 */
export function onlyAsked<A extends AnswersSoFar>(answers: A, context: SurveyContext): A {
  let counted = answers;
  for (;;) {
    const kept = Object.fromEntries(Object.entries(counted).filter(([key]) => !isQuestionKey(key) || isAsked(key, counted, context))) as A;
    if (Object.keys(kept).length === Object.keys(counted).length) return kept;
    counted = kept;
  }
}

/** Required and not answered, in order. */
export function questionsMissing(answers: AnswersSoFar, context: SurveyContext): QuestionKey[] {
  const counted = onlyAsked(answers, context);
  return QUESTION_KEYS.filter((question) => isRequired(question, counted, context) && isEmpty(counted[question]));
}
