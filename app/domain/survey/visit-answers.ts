import { z } from 'zod';
import { ENUMERATIONS, keysOf } from '../contract/enumerations';
import { cleanText } from '../text/clean-text';

/**
 * 入户问答: what may be answered on a visit. One schema decides on the phone, on the server, in the API and in the
 * importer; the keys are those of sheet 入户记录 in contract/import.json.
 *
 * Units: temperature ℃, outage days, coal stock kg, bought coal t, money 分 (typed in 元). An empty answer is absent:
 * no null, no empty text, no empty list. `false` and 0 are answers.
 */

/** Written beside every submitted visit. Raised when a rule of this folder changes what is accepted. */
export const RULE_VERSION = 'survey-1';

/**
 * `import`: old paper records, which have blanks and words of their own; only what the contract requires.
 * `field`: recorded today by phone, web or API; whatever applies and decides a figure or a list must be answered.
 */
export const STRICTNESSES = ['import', 'field'] as const;
export type Strictness = (typeof STRICTNESSES)[number];

/**
 * Ranges with their reason. They catch slips of the finger and of the unit; they never judge the household.
 * - roomTemperature −30 to 45 ℃: an unheated room in Shuozhou's winter to the hottest heated kang room; beyond, the
 *   decimal point slipped.
 * - outageDays 0 to 213: the longest season of the region, 平鲁区 1 October to end of April, in a leap year.
 * - coalKg 1 to 20,000: five winters' coal of an average household (3.9 t, DOMAIN 2.2); more is a slip of the unit.
 * - coalTonnes 0.01 to 50: a large household with a shop; more is kg typed as t.
 * - subsidyAmount 0 to 50,000 元: above every equipment subsidy found (27,400 元, Taiyuan 2019).
 * 0 kg and 0 t are also read, as “none”, which paper forms and programs write; where coal was said to be there they are
 * refused (answer-problems.ts).
 */
export const RANGES = {
  roomTemperature: { min: -30, max: 45, decimals: 1 },
  outageDays: { min: 0, max: 213, decimals: 0 },
  coalKg: { min: 1, max: 20_000, decimals: 0 },
  coalTonnes: { min: 0.01, max: 50, decimals: 2 },
  subsidyAmount: { min: 0, max: 5_000_000, decimals: 0 },
} as const;
export type NumberQuestion = keyof typeof RANGES;

/** A request or a note is a paragraph, not a document. */
export const LONGEST_TEXT = 500;
/** A cause or reason in a paper record's own words. */
export const LONGEST_LABEL = 50;

function choice<const K extends string>(keys: readonly K[]) {
  return z.enum(keys as readonly [K, ...K[]], { error: 'not_a_choice' });
}

function yesNo() {
  return z.boolean({ error: 'not_yes_no' });
}

function number(question: NumberQuestion, strictness: Strictness) {
  const { min, max, decimals } = RANGES[question];
  const base = z.number({ error: 'not_a_number' }).min(Math.min(min, 0), { error: 'out_of_range' }).max(max, { error: 'out_of_range' });
  if (decimals === 0) return base.int({ error: 'not_whole' });
  // Spreadsheets store 18.3 as 18.299999…; only what a person types is held to its decimals.
  return strictness === 'import' ? base : base.multipleOf(10 ** -decimals, { error: 'too_many_decimals' });
}

function paragraph() {
  return z.string({ error: 'not_text' }).max(LONGEST_TEXT, { error: 'too_long' });
}

/** Causes and reasons: the contract's labels in the field; a paper record may have words of its own. */
function labels(list: 'unstableCause' | 'reburnReason', strictness: Strictness) {
  const one: z.ZodType<string, string> =
    strictness === 'field' ? choice(ENUMERATIONS[list]) : z.string({ error: 'not_text' }).max(LONGEST_LABEL, { error: 'too_long' });
  return z.array(one, { error: 'not_a_choice' }).min(1, { error: 'required' });
}

/** The shape, types and ranges of the answers; which of them must or may be there is decided in which-questions.ts. */
export function answersSchema(strictness: Strictness) {
  return z.strictObject(
    {
      mainHeat: choice(keysOf('heat')).optional(),
      otherHeat: z
        .array(choice(keysOf('heat')), { error: 'not_a_choice' })
        .min(1, { error: 'required' })
        .optional(),
      connected: yesNo().optional(),
      stability: choice(keysOf('stability')).optional(),
      unstableCauses: labels('unstableCause', strictness).optional(),
      roomTemperature: number('roomTemperature', strictness).optional(),
      outageDays: number('outageDays', strictness).optional(),
      coalStock: choice(keysOf('coalStock')).optional(),
      coalKg: number('coalKg', strictness).optional(),
      stove: choice(keysOf('stove')).optional(),
      smoke: yesNo().optional(),
      boughtCoal: yesNo().optional(),
      coalTonnes: number('coalTonnes', strictness).optional(),
      reburnReasons: labels('reburnReason', strictness).optional(),
      subsidyKnown: yesNo().optional(),
      subsidyReceived: yesNo().optional(),
      subsidyAmount: number('subsidyAmount', strictness).optional(),
      coAlarm: yesNo().optional(),
      satisfaction: choice(keysOf('satisfaction')).optional(),
      request: paragraph().optional(),
      note: paragraph().optional(),
    },
    { error: (issue) => (issue.code === 'unrecognized_keys' ? 'unknown_question' : 'not_answers') },
  );
}

export type VisitAnswers = z.infer<ReturnType<typeof answersSchema>>;
export type QuestionKey = keyof VisitAnswers;

/** The questions in the order they are asked, which is the order of the contract's columns. */
export const QUESTION_KEYS = Object.keys(answersSchema('field').shape) as QuestionKey[];

/**
 * The answers without what is none: no null, no blank text, no empty list, no second mention in a list, nothing
 * invisible, no blanks around. Applying it twice changes nothing.
 */
export function withoutEmptyAnswers(answers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const tidy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(answers)) {
    const kept = Array.isArray(value) ? [...new Set(value.map(tidyText).filter((item) => !isEmpty(item)))] : tidyText(value);
    if (!isEmpty(kept)) tidy[key] = kept;
  }
  return tidy;
}

function tidyText(value: unknown): unknown {
  return typeof value === 'string' ? cleanText(value).trim() : value;
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
