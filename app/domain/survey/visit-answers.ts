import { z } from 'zod';
import type { NumberRange, Question } from '~/domain/survey/questions/question';
import { type AnswersByQuestion, QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import { type EnumName, isLabelList, type LabelListName, valuesOf } from '../contract/enumerations';
import { cleanText } from '../text/clean-text';

/**
 * 入户问答: what may be answered on a visit. One schema decides on the phone, on the server, in the API and in the
 * importer; the keys are those of sheet 入户记录 in app/domain/contract/import.json.
 *
 * Units: temperature ℃, outage days, coal stock kg, bought coal t, money 分 (typed in 元). An empty answer is absent:
 * no null, no empty text, no empty list. `false` and 0 are answers.
 */

/**
 * `import` is for old paper records, which have blanks and words of their own; it requires only what the contract requires.
 * `field` is for what phone, web or API record today; whatever applies and decides a figure or a list must be answered.
 */
const STRICTNESSES = ['import', 'field'] as const;
export type Strictness = (typeof STRICTNESSES)[number];

/** The most characters of a cause or reason in a paper record's own words. */
const LONGEST_LABEL = 50;

function choice<const K extends string>(keys: readonly K[]) {
  return z.enum(keys as readonly [K, ...K[]], { error: 'not_a_choice' });
}

/** 0 is also read where the range begins above it, because paper forms and programs write it for “none” (answer-problems.ts). */
function number({ min, max, decimals }: NumberRange, strictness: Strictness) {
  const base = z.number({ error: 'not_a_number' }).min(Math.min(min, 0), { error: 'out_of_range' }).max(max, { error: 'out_of_range' });
  if (decimals === 0) return base.int({ error: 'not_whole' });
  // Spreadsheets store 18.3 as 18.299999…; only what a person types is held to its decimals.
  return strictness === 'import' ? base : base.multipleOf(10 ** -decimals, { error: 'too_many_decimals' });
}

/** A choice from a list. From a list of labels (causes, reasons) a paper record may differ with words of its own. */
function choices(list: EnumName | LabelListName, strictness: Strictness) {
  const ownWords = isLabelList(list) && strictness === 'import';
  const one = ownWords ? z.string({ error: 'not_text' }).max(LONGEST_LABEL, { error: 'too_long' }) : choice(valuesOf(list));
  return z.array(one, { error: 'not_a_choice' }).min(1, { error: 'required' });
}

function schemaOf(question: Question<AnswersByQuestion>, strictness: Strictness): z.ZodType {
  switch (question.form) {
    case 'one':
      return choice(valuesOf(question.list));
    case 'many':
      return choices(question.list, strictness);
    case 'yes-no':
      return z.boolean({ error: 'not_yes_no' });
    case 'number':
    case 'money':
      return number(question.range, strictness);
    case 'text':
      return z.string({ error: 'not_text' }).max(question.longest, { error: 'too_long' });
  }
}

type Shape = { [K in QuestionKey]: z.ZodOptional<z.ZodType<NonNullable<AnswersByQuestion[K]>>> };

/** The shape, types and ranges of the answers. which-questions.ts decides which of them must or may be there. */
export function answersSchema(strictness: Strictness) {
  const shape = Object.fromEntries(QUESTION_KEYS.map((key) => [key, schemaOf(QUESTIONS[key], strictness).optional()])) as Shape;
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? 'unknown_question' : 'not_answers') });
}

export type VisitAnswers = z.infer<ReturnType<typeof answersSchema>>;

/**
 * Removes null, blank text and empty lists, repeated entries in a list, invisible characters and surrounding blanks. Applying
 * it twice changes nothing.
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
