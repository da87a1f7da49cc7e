import { BLOCKS, type Block } from '~/domain/survey/questions/question';
import { QUESTIONS_OF_BLOCK } from '~/domain/survey/questions/question-blocks';
import { QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import type { SurveyRoom } from './room';
import type { SurveyContext } from './survey-context';
import { isTypedOn, readTyped, type Typed, typedAnswer, typedRooms, withField } from './typed';
import type { VisitAnswers } from './visit-answers';
import { isAsked, onlyAsked } from './which-questions';

/** What is known from before: last season's counted visit, and the rooms as last recorded (this season's, else last's). */
export type KnownBefore = {
  answers: VisitAnswers | null;
  rooms: readonly SurveyRoom[] | null;
};

/**
 * “与上季相同” copies what a person can confirm by looking: ways of heating, stove, alarms. It never copies what is measured or
 * counted (℃, days, kg, t, 元) nor what somebody said (satisfaction, request, note), because nobody has measured or said it this
 * season. Those are shown in grey and asked anew.
 */
function isCopied(question: QuestionKey): boolean {
  return QUESTIONS[question].copied;
}

/**
 * Whether a card offers “same as before”: always for 户情 (as recorded), otherwise while there is an answer to copy into a blank
 * of it. Rooms on the screen are a full list already, so nothing is left to copy.
 */
export function hasSame(typed: Typed, block: Block, before: KnownBefore, context: SurveyContext): boolean {
  if (block === 'household') return true;
  return restAsBefore(typed, block, before, context) !== typed;
}

/**
 * Fills the blanks of the card as before; what was typed on it stays. A blank is filled only when its question is asked given
 * what was typed: last season's causes are not copied when this season's stability has none. In 户情 a blank means the value of
 * the register, so nothing is filled there.
 */
export function restAsBefore(typed: Typed, block: Block, before: KnownBefore, context: SurveyContext): Typed {
  if (block === 'household') return typed;
  if (block === 'rooms') return before.rooms?.length && !isTypedOn(typed, block) ? { ...typed, ...typedRooms(before.rooms) } : typed;
  let filled = typed;
  for (const question of QUESTIONS_OF_BLOCK[block]) {
    if (!isCopied(question) || filled[question]?.length) continue;
    const answers = readTyped(filled).answers as VisitAnswers;
    if (!isAsked(question, onlyAsked(answers, context), context)) continue;
    const values = typedAnswer(question, before.answers?.[question]).filter(
      (value) => question !== 'otherHeat' || value !== answers.mainHeat,
    );
    if (values.length > 0) filled = withField(filled, question, values);
  }
  return filled;
}

/** Whether something on the card has to be looked at before it can be the same (unchanged.ts). */
export function isLookedAt(block: Block): boolean {
  return QUESTIONS_OF_BLOCK[block].some((question) => QUESTIONS[question].lookedAt);
}

/**
 * What the screen of an unchanged household begins with: all that may stay as last season, and nothing that has to be looked at. A
 * visit that was begun otherwise stays as it was typed.
 */
export function asBefore(typed: Typed, before: KnownBefore, context: SurveyContext): Typed {
  if (Object.keys(typed).length > 0) return typed;
  return BLOCKS.filter((block) => !isLookedAt(block)).reduce((filled, block) => restAsBefore(filled, block, before, context), typed);
}
