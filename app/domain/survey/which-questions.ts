import { CLEAN_MODES, type Mode, type Residence, type VisitOutcome } from '../contract/enumerations';
import { isResident, reburnSigns } from '../heating/reburn';
import { closesAtOnce } from '../household/closure';
import { isEmpty, QUESTION_KEYS, type QuestionKey, type VisitAnswers } from './visit-answers';

/** What is known of the household before the first question. */
export type SurveyContext = {
  outcome: VisitOutcome;
  /** The mode of the current conversion; 'none' without one. */
  mode: Mode;
  /** As recorded, or as changed on this visit. */
  residence?: Residence;
};

/** Answers whose own values are not yet known to be right: a rule looks at them, it does not trust them. */
export type AnswersSoFar = Partial<VisitAnswers>;

type Rule = (answers: AnswersSoFar, context: SurveyContext) => boolean;

const always: Rule = () => true;
const never: Rule = () => false;
const converted: Rule = (_, { mode }) => CLEAN_MODES.has(mode);
const connected: Rule = (answers, context) => converted(answers, context) && answers.connected === true;
const troubled: Rule = (answers) => answers.stability === 'unstable' || answers.stability === 'unable';
const reburning: Rule = (answers, context) => converted(answers, context) && reburnSigns(answers).length > 0;
/** Somebody lives here and may be freezing: 受冻 is decided by the thermometer (docs/definitions.md#flag-cold). */
const mayBeCold: Rule = (answers, { residence }) =>
  (residence === undefined || isResident(residence)) &&
  (troubled(answers, { outcome: 'done', mode: 'none' }) || answers.mainHeat === 'no_heating');

/**
 * 问哪些: for a completed visit, when a question is asked and when its answer is required.
 *
 * Required is what a flag (docs/definitions.md#flags) is decided by, and what the lists of unstable (附件5) and reburning (附件6)
 * households print; the rest may stay open, because a forced answer is an invented one. After any other outcome only the note is asked:
 * whoever was not let in saw nothing; it is required where one visit closes the household (docs/definitions.md#closure).
 */
const RULES: Record<QuestionKey, { asked: Rule; required: Rule }> = {
  mainHeat: { asked: always, required: always },
  otherHeat: { asked: (answers) => answers.mainHeat !== 'no_heating', required: never },
  connected: { asked: converted, required: converted },
  stability: { asked: connected, required: connected },
  unstableCauses: {
    asked: (answers, context) => connected(answers, context) && answers.stability !== undefined && answers.stability !== 'stable',
    required: (answers, context) => connected(answers, context) && troubled(answers, context),
  },
  roomTemperature: { asked: always, required: mayBeCold },
  outageDays: {
    asked: (answers, context) => connected(answers, context) && answers.stability !== undefined && answers.stability !== 'stable',
    required: never,
  },
  coalStock: { asked: always, required: always },
  coalKg: {
    asked: (answers) => answers.coalStock === 'loose' || answers.coalStock === 'clean',
    required: (answers) => answers.coalStock === 'loose',
  },
  stove: { asked: always, required: always },
  smoke: { asked: always, required: never },
  boughtCoal: { asked: always, required: always },
  coalTonnes: { asked: (answers) => answers.boughtCoal === true, required: never },
  reburnReasons: { asked: reburning, required: reburning },
  subsidyKnown: { asked: always, required: never },
  subsidyReceived: { asked: converted, required: never },
  subsidyAmount: { asked: (answers, context) => converted(answers, context) && answers.subsidyReceived === true, required: never },
  coAlarm: { asked: always, required: never },
  satisfaction: { asked: always, required: never },
  request: { asked: always, required: never },
  note: { asked: always, required: never },
};

export function isAsked(question: QuestionKey, answers: AnswersSoFar, context: SurveyContext): boolean {
  if (context.outcome !== 'done') return question === 'note';
  return RULES[question].asked(answers, context);
}

export function isRequired(question: QuestionKey, answers: AnswersSoFar, context: SurveyContext): boolean {
  if (context.outcome !== 'done') return question === 'note' && closesAtOnce(context.outcome);
  return RULES[question].required(answers, context);
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
 * At submission the answer to a question that does not apply is dropped: it was given before another answer closed the
 * question (the kilograms before “no coal after all”), and nobody sees it any more. Drafts keep it, so that going back
 * brings it back. Applying it twice changes nothing.
 */
export function onlyAsked<A extends AnswersSoFar>(answers: A, context: SurveyContext): A {
  let counted = answers;
  for (;;) {
    const kept = Object.fromEntries(Object.entries(counted).filter(([key]) => !isQuestion(key) || isAsked(key, counted, context))) as A;
    if (Object.keys(kept).length === Object.keys(counted).length) return kept;
    counted = kept;
  }
}

/** Required and not answered, in order. */
export function questionsMissing(answers: AnswersSoFar, context: SurveyContext): QuestionKey[] {
  const counted = onlyAsked(answers, context);
  return QUESTION_KEYS.filter((question) => isRequired(question, counted, context) && isEmpty(counted[question]));
}

function isQuestion(key: string): key is QuestionKey {
  return (QUESTION_KEYS as string[]).includes(key);
}
