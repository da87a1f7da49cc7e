import { CLEAN_MODES, type CoalStock, type Heat, type Stability } from '~/domain/contract/enumerations';
import { COLD_BELOW_CELSIUS } from '~/domain/heating/cold';
import { say, wordsOf } from '~/domain/survey/sentence';
import type { AnswerTo, NumberRange, Question } from './question';
import { always, connectedTo, converted, isTrouble, mayBeCold, notQuiteStable, reburning, troubled } from './question-conditions';
import { begun, gained, later, less, lost, more } from './worse-answers';

/** Written beside every submitted visit. Raised when a rule of this folder changes what is accepted. */
export const RULE_VERSION = 'survey-1';

/** The most characters of a request or a note: one paragraph. */
const PARAGRAPH = 500;

/**
 * 入户问题: every question of a visit as one record, in the order of the columns of sheet 入户记录. Form, phone, importer, review,
 * summary, API, workbook columns and sample are derived from here; the words are in i18n, survey `question.<key>`,
 * `hint.<key>`, `unit.<key>` and `summary.*`. docs/adding-a-question.md adds one step by step.
 *
 * A question is required when a flag (docs/definitions.md#flags) depends on it or when the lists of unstable (附件5) and
 * reburning (附件6) households print it. The others may stay open, because people invent answers they are forced to give. Ranges
 * only catch typing errors and wrong units.
 */
const RECORDS = {
  mainHeat: {
    form: 'one',
    list: 'heat',
    block: 'heating',
    required: always,
    copied: true,
    worse: (before, after) => CLEAN_MODES.has(before) && !CLEAN_MODES.has(after),
    says: ({ mainHeat, otherHeat }: { mainHeat?: Heat; otherHeat?: readonly Heat[] }) => {
      const main = wordsOf('heat', [mainHeat!]);
      if (mainHeat === 'no_heating') return say('noHeating', {}, true);
      return otherHeat ? say('heatWithOthers', { main, others: wordsOf('heat', otherHeat) }) : say('heat', { main });
    },
  },
  otherHeat: {
    form: 'many',
    list: 'heat',
    block: 'heating',
    asked: ({ mainHeat }: { mainHeat?: Heat }) => mainHeat !== 'no_heating',
    copied: true,
    worse: (before, after) => after.includes('loose_coal') && !before.includes('loose_coal'),
    says: () => null,
  },
  connected: {
    form: 'yes-no',
    block: 'heating',
    asked: converted,
    required: converted,
    copied: true,
    worse: lost,
    attention: (connected) => !connected,
  },
  stability: {
    form: 'one',
    list: 'stability',
    block: 'operation',
    asked: connectedTo,
    required: connectedTo,
    copied: true,
    worse: later('stable', 'mostly', 'unstable', 'unable'),
    says: (answers: { stability?: Stability; unstableCauses?: readonly string[] }) => {
      const causes = answers.unstableCauses ? { causes: wordsOf('unstableCause', answers.unstableCauses) } : undefined;
      const trouble = isTrouble(answers.stability);
      // “运行不能运行” says nothing: what does not run has words of its own.
      if (answers.stability === 'unable') return say(causes ? 'unableWithCauses' : 'unable', causes, trouble);
      return say(
        causes ? 'stabilityWithCauses' : 'stability',
        { stability: wordsOf('stability', [answers.stability!]), ...causes },
        trouble,
      );
    },
  },
  unstableCauses: {
    form: 'many',
    list: 'unstableCause',
    block: 'operation',
    asked: notQuiteStable,
    required: troubled,
    copied: true,
    worse: gained,
    says: () => null,
  },
  roomTemperature: {
    form: 'number',
    // From an unheated room in Shuozhou's winter to the hottest heated kang room, in ℃; outside it the decimal point is
    // misplaced.
    range: { min: -30, max: 45, decimals: 1 },
    block: 'operation',
    follows: 'outageDays',
    required: mayBeCold,
    copied: false,
    worse: (before, after) => less(before, after) && after < COLD_BELOW_CELSIUS,
  },
  outageDays: {
    form: 'number',
    // The longest season of the region, 平鲁区 1 October to end of April, in a leap year.
    range: { min: 0, max: 213, decimals: 0 },
    block: 'operation',
    asked: notQuiteStable,
    copied: false,
    worse: more,
    says: ({ outageDays }: { outageDays?: number }) => (outageDays ? say('outageDays', { value: outageDays }) : null),
  },
  coalStock: {
    form: 'one',
    list: 'coalStock',
    block: 'coal',
    required: always,
    copied: true,
    lookedAt: true,
    worse: later('none', 'clean', 'loose'),
    says: ({ coalStock, coalKg }: { coalStock?: CoalStock; coalKg?: number }) => {
      if (coalStock === 'none') return say('noCoal');
      const [stock, isLoose] = [wordsOf('coalStock', [coalStock!]), coalStock === 'loose'];
      return coalKg ? say('coalStockKg', { stock, value: coalKg }, isLoose) : say('coalStock', { stock }, isLoose);
    },
  },
  coalKg: {
    form: 'number',
    // Five winters' coal of an average household (3.9 t, docs/definitions.md#source-coal-per-household); more was typed in
    // another unit.
    range: { min: 1, max: 20_000, decimals: 0 },
    block: 'coal',
    asked: ({ coalStock }: { coalStock?: CoalStock }) => coalStock === 'loose' || coalStock === 'clean',
    required: ({ coalStock }: { coalStock?: CoalStock }) => coalStock === 'loose',
    copied: false,
    worse: more,
    says: () => null,
  },
  stove: {
    form: 'one',
    list: 'stove',
    block: 'coal',
    required: always,
    copied: true,
    lookedAt: true,
    worse: later('removed', 'sealed', 'kept', 'in_use'),
    attention: (stove) => stove === 'in_use',
  },
  smoke: {
    form: 'yes-no',
    block: 'coal',
    copied: true,
    lookedAt: true,
    worse: begun,
    says: ({ smoke }: { smoke?: boolean }) => (smoke ? say('smoke', {}, true) : null),
  },
  boughtCoal: {
    form: 'yes-no',
    block: 'coal',
    required: always,
    copied: true,
    lookedAt: true,
    worse: begun,
    says: ({ boughtCoal, coalTonnes }: { boughtCoal?: boolean; coalTonnes?: number }) => {
      if (!boughtCoal) return say('notBought');
      return coalTonnes ? say('boughtTonnes', { value: coalTonnes }, true) : say('bought', {}, true);
    },
  },
  coalTonnes: {
    form: 'number',
    // A large household with a shop; a larger number was typed in kg.
    range: { min: 0.01, max: 50, decimals: 2 },
    block: 'coal',
    asked: ({ boughtCoal }: { boughtCoal?: boolean }) => boughtCoal === true,
    copied: false,
    worse: more,
    says: () => null,
  },
  reburnReasons: {
    form: 'many',
    list: 'reburnReason',
    block: 'coal',
    asked: reburning,
    required: reburning,
    copied: true,
    worse: gained,
    attention: () => true,
  },
  subsidyKnown: { form: 'yes-no', block: 'subsidy', copied: true, worse: lost },
  subsidyReceived: {
    form: 'yes-no',
    block: 'subsidy',
    asked: converted,
    copied: true,
    worse: lost,
    says: ({ subsidyReceived, subsidyAmount }: { subsidyReceived?: boolean; subsidyAmount?: number }) => {
      if (!subsidyReceived) return say('subsidyNotReceived');
      // An amount of nothing is none.
      if (subsidyAmount === 0) return say('subsidyNotReceived');
      return subsidyAmount === undefined ? say('subsidyReceived') : say('subsidyAmount', { value: subsidyAmount / 100 });
    },
  },
  subsidyAmount: {
    form: 'money',
    // 50,000 元: above every equipment subsidy found (27,400 元, Taiyuan 2019, docs/definitions.md#source-subsidies).
    range: { min: 0, max: 5_000_000, decimals: 0 },
    block: 'subsidy',
    asked: (answers: { subsidyReceived?: boolean }, context) => converted(answers, context) && answers.subsidyReceived === true,
    copied: false,
    worse: less,
    says: () => null,
  },
  coAlarm: { form: 'yes-no', block: 'operation', copied: true, worse: lost },
  satisfaction: {
    form: 'one',
    list: 'satisfaction',
    block: 'remarks',
    // Not copied, because it is what somebody said this season and not what a cadre sees.
    copied: false,
    worse: later('good', 'fair', 'so_so', 'bad'),
  },
  request: { form: 'text', longest: PARAGRAPH, block: 'remarks', copied: false },
  note: { form: 'text', longest: PARAGRAPH, block: 'remarks', copied: false },
} satisfies Record<string, Question<never>>;

export type QuestionKey = keyof typeof RECORDS;
/** The answers by question, each of its own type; an answer that was not given is absent. */
export type AnswersByQuestion = { [K in QuestionKey]?: AnswerTo<(typeof RECORDS)[K]> };

export const QUESTIONS: Readonly<Record<QuestionKey, Question<AnswersByQuestion>>> = RECORDS;
/** In the order of the list. */
export const QUESTION_KEYS = Object.keys(RECORDS) as QuestionKey[];

export function isQuestionKey(text: string): text is QuestionKey {
  return (QUESTION_KEYS as readonly string[]).includes(text);
}

/** The questions that are answered by a number or an amount, and what it may be. */
export type NumberQuestion = { [K in QuestionKey]: (typeof RECORDS)[K] extends { range: NumberRange } ? K : never }[QuestionKey];
export const RANGES = Object.fromEntries(
  Object.entries(QUESTIONS).flatMap(([key, question]) => ('range' in question ? [[key, question.range]] : [])),
) as Readonly<Record<NumberQuestion, NumberRange>>;
