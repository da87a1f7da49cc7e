import { CLEAN_MODES } from '../contract/enumerations';
import { HOUSEHOLD_QUESTION_KEYS } from '../household/household-changes';
import type { QuestionKey } from './visit-answers';
import { QUESTION_KEYS } from './visit-answers';

/**
 * 一项一页: the cards of a visit in the order in which one walks through a yard: who lives here, what heats, does it work,
 * is there coal, the rooms, the subsidy, and what is left to say.
 */
export const BLOCKS = ['household', 'heating', 'operation', 'coal', 'rooms', 'subsidy', 'remarks'] as const;
export type Block = (typeof BLOCKS)[number];

/** The questions of each card that are answers of the visit; 户情 and 房屋 have records of their own. */
export const QUESTIONS_OF_BLOCK: Record<Block, readonly QuestionKey[]> = {
  household: [],
  heating: ['mainHeat', 'otherHeat', 'connected'],
  operation: ['stability', 'unstableCauses', 'outageDays', 'roomTemperature', 'coAlarm'],
  coal: ['coalStock', 'coalKg', 'stove', 'smoke', 'boughtCoal', 'coalTonnes', 'reburnReasons'],
  rooms: [],
  subsidy: ['subsidyKnown', 'subsidyReceived', 'subsidyAmount'],
  remarks: ['satisfaction', 'request', 'note'],
};

/** What the register says about the household; asked on the first card, shown with what is recorded. */
export const HOUSEHOLD_QUESTIONS = HOUSEHOLD_QUESTION_KEYS;

export function blockOf(question: string): Block {
  if ((HOUSEHOLD_QUESTIONS as readonly string[]).includes(question)) return 'household';
  if (question === 'rooms' || question === 'room') return 'rooms';
  return BLOCKS.find((block) => (QUESTIONS_OF_BLOCK[block] as readonly string[]).includes(question)) ?? 'remarks';
}

/** Questions answered by choosing one, by choosing several, by 是 or 否, by a number, by money or by writing. */
export type QuestionForm = 'one' | 'many' | 'yes-no' | 'number' | 'money' | 'text';

export const FORM_OF_QUESTION: Record<QuestionKey, QuestionForm> = {
  mainHeat: 'one',
  otherHeat: 'many',
  connected: 'yes-no',
  stability: 'one',
  unstableCauses: 'many',
  roomTemperature: 'number',
  outageDays: 'number',
  coalStock: 'one',
  coalKg: 'number',
  stove: 'one',
  smoke: 'yes-no',
  boughtCoal: 'yes-no',
  coalTonnes: 'number',
  reburnReasons: 'many',
  subsidyKnown: 'yes-no',
  subsidyReceived: 'yes-no',
  subsidyAmount: 'money',
  coAlarm: 'yes-no',
  satisfaction: 'one',
  request: 'text',
  note: 'text',
};

/**
 * The ways of heating in the order in which a cadre looks for them: first what this household was converted to, then the
 * rest as in the contract. Nothing is left out.
 */
export function heatsInOrder<H extends string>(heats: readonly H[], mode: string): H[] {
  return CLEAN_MODES.has(mode) ? [...heats].sort((a, b) => Number(b === mode) - Number(a === mode)) : [...heats];
}

export function isQuestionKey(text: string): text is QuestionKey {
  return (QUESTION_KEYS as readonly string[]).includes(text);
}
