import { CLEAN_MODES } from '~/domain/contract/enumerations';
import { HOUSEHOLD_QUESTION_KEYS } from '~/domain/household/household-changes';
import type { SurveyContext } from '~/domain/survey/survey-context';
import { BLOCKS, type Block } from './question';
import { isQuestionKey, QUESTION_KEYS, QUESTIONS, type QuestionKey } from './questions';

/** The questions of each card that are answers of the visit, as they stand on it; 户情 and 房屋 have records of their own. */
export const QUESTIONS_OF_BLOCK = Object.fromEntries(BLOCKS.map((block) => [block, questionsOf(block)])) as Record<
  string,
  readonly QuestionKey[]
> as Readonly<Record<Block, readonly QuestionKey[]>>;

function questionsOf(block: Block): QuestionKey[] {
  const ofBlock = QUESTION_KEYS.filter((question) => QUESTIONS[question].block === block);
  const withFollowers = (question: QuestionKey): QuestionKey[] => [
    question,
    ...ofBlock.filter((other) => QUESTIONS[other].follows === question).flatMap(withFollowers),
  ];
  return ofBlock.filter((question) => QUESTIONS[question].follows === undefined).flatMap(withFollowers);
}

/** What the register says about the household; asked on the first card, shown with what is recorded. */
export const HOUSEHOLD_QUESTIONS = HOUSEHOLD_QUESTION_KEYS;

/** The cards that have anything to ask or to show. A visit that was not completed has only its note. */
export function blocksOf(context: SurveyContext): readonly Block[] {
  return context.outcome === 'done' ? BLOCKS : ['remarks'];
}

export function blockOf(question: string): Block {
  if ((HOUSEHOLD_QUESTIONS as readonly string[]).includes(question)) return 'household';
  if (question === 'rooms' || question === 'room') return 'rooms';
  return isQuestionKey(question) ? QUESTIONS[question].block : 'remarks';
}

/**
 * The ways of heating in the order in which a cadre looks for them: first what this household was converted to, then the
 * rest as in the contract. Nothing is left out.
 */
export function heatsInOrder<H extends string>(heats: readonly H[], mode: string): H[] {
  return CLEAN_MODES.has(mode) ? [...heats].sort((a, b) => Number(b === mode) - Number(a === mode)) : [...heats];
}
