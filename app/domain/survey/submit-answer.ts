import type { AnswerProblem } from './answer-problems';

/** Something another person did to a household: when, who, what (an action of the history). */
export type ChangeMeanwhile = { at: string; by: string; action: string };

/**
 * What became of a submission: received (and where to go on), problems with the answers, changed by somebody else since the
 * form was opened, or refused with the reason as a sentence.
 */
export type SubmitAnswer =
  | { status: 'received'; to: string }
  | { status: 'problems'; problems: AnswerProblem[] }
  | { status: 'changed'; changes: ChangeMeanwhile[]; revision: number }
  | { status: 'refused'; sentence: string };
