import type { Block } from '~/domain/survey/questions/question';
import { QUESTIONS_OF_BLOCK } from '~/domain/survey/questions/question-blocks';
import { QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import type { SurveyRoom } from './room';
import { type Typed, typedAnswer, typedRooms, withCard, withField } from './typed';
import type { VisitAnswers } from './visit-answers';

/** What is known from before: last season's counted visit, and the rooms as last recorded (this season's, else last's). */
export type KnownBefore = {
  answers: VisitAnswers | null;
  rooms: readonly SurveyRoom[] | null;
};

/**
 * “与上季相同” copies what a person states again by looking: ways of heating, stove, alarms. It never copies what is
 * measured or counted (℃, days, kg, t, 元) nor what somebody said (satisfaction, request, note): a copied measurement would
 * be an invented one. Those are shown in grey and asked anew.
 */
function isCopied(question: QuestionKey): boolean {
  return QUESTIONS[question].copied;
}

/** Whether a card can say “same as before”: always for 户情 (as recorded), else when there is something to copy. */
export function hasSame(block: Block, before: KnownBefore): boolean {
  if (block === 'household') return true;
  if (block === 'rooms') return (before.rooms?.length ?? 0) > 0;
  return QUESTIONS_OF_BLOCK[block].some((question) => isCopied(question) && before.answers?.[question] !== undefined);
}

/**
 * The card filled as before. What was typed on it already and is not copied (a temperature) stays; what was copied over
 * is replaced. For 户情 the changes typed are taken back: the household is as the register says.
 */
export function sameAsBefore(typed: Typed, block: Block, before: KnownBefore): Typed {
  if (block === 'household') return withCard(typed, block, {});
  if (block === 'rooms') return before.rooms ? withCard(typed, block, typedRooms(before.rooms)) : typed;
  let same = typed;
  for (const question of QUESTIONS_OF_BLOCK[block]) {
    if (isCopied(question)) same = withField(same, question, typedAnswer(question, before.answers?.[question]));
  }
  return same;
}
