import { asBefore, isLookedAt, type KnownBefore, restAsBefore } from './prefill';
import { BLOCKS } from './questions/question';
import { HOUSEHOLD_QUESTIONS, QUESTIONS_OF_BLOCK } from './questions/question-blocks';
import { QUESTION_KEYS, QUESTIONS, type QuestionKey } from './questions/questions';
import type { SurveyContext } from './survey-context';
import { householdField, readTyped, type Typed } from './typed';
import { isEmpty, type VisitAnswers } from './visit-answers';
import { isAsked, isRequired, onlyAsked } from './which-questions';

/**
 * 还和上季一样吗: one screen for a household of which nothing changed since last season's counted visit. It says that visit in
 * sentences, and each answer reaches this season in one of three ways (docs/definitions.md#unchanged):
 *
 * - may stay: what “与上季相同” copies on the other cards – heating, stability, rooms, subsidy (asBefore in prefill.ts);
 * - confirmed: coal, stove, smoke and coal bought, said as sentences; they count once a person has confirmed them;
 * - asked anew: whatever is measured, counted or told. It is never copied; ℃, kg, t and days can be typed on the screen.
 */
const LOOKED_AT: readonly QuestionKey[] = QUESTION_KEYS.filter((question) => QUESTIONS[question].lookedAt);

/** After “看过了”: what was looked at is as before, and so is what else of the same card may be copied. */
export function confirmed(typed: Typed, before: KnownBefore, context: SurveyContext): Typed {
  return BLOCKS.filter(isLookedAt).reduce((filled, block) => restAsBefore(filled, block, before, context), typed);
}

/**
 * Whether something waits to be confirmed: an answer that is required has to be looked at, nobody has said it this season, and last
 * season it was said.
 */
export function waitsForLook(typed: Typed, before: KnownBefore, context: SurveyContext): boolean {
  const answers = readTyped(typed).answers as VisitAnswers;
  return LOOKED_AT.some(
    (question) => isRequired(question, answers, context) && !typed[question]?.length && !isEmpty(before.answers?.[question]),
  );
}

/** What is asked anew on the screen itself: the numbers that belong to what was said, of the cards that tell of heat and coal. */
export function numbersAskedAnew(answers: VisitAnswers, context: SurveyContext): QuestionKey[] {
  const said = onlyAsked(answers, context);
  return (['operation', 'coal'] as const).flatMap((block) =>
    QUESTIONS_OF_BLOCK[block].filter((question) => 'range' in QUESTIONS[question] && isAsked(question, said, context)),
  );
}

/** Whether the visit, with what waits to be confirmed, says the same as last season's but for what is asked anew. */
export function saysTheSame(typed: Typed, before: KnownBefore, context: SurveyContext): boolean {
  const same = confirmed(asBefore({}, before, context), before, context);
  const now = waitsForLook(typed, before, context) ? confirmed(typed, before, context) : typed;
  const questions = QUESTION_KEYS.filter((question) => QUESTIONS[question].copied);
  return (
    HOUSEHOLD_QUESTIONS.every((question) => !now[householdField(question)]?.length) &&
    questions.every((question) => inOrder(now[question]) === inOrder(same[question])) &&
    roomsOf(now) === roomsOf(same)
  );
}

const inOrder = (values: readonly string[] = []): string => JSON.stringify([...values].sort());
const roomsOf = (typed: Typed): string =>
  JSON.stringify(
    Object.entries(typed)
      .filter(([name]) => name.startsWith('rooms'))
      .sort(),
  );
