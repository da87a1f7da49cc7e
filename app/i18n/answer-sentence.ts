import type { TFunction } from 'i18next';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { isQuestionKey, QUESTIONS } from '~/domain/survey/questions/questions';

type Translate = TFunction<['survey', 'enums']>;
/** Keys built at run time cannot be checked by the types of the words. */
type Say = (key: string, values?: Record<string, unknown>) => string;
const CHOSEN_ELSEWHERE = new Set(['residence', 'houseUse', 'letting', 'connected', 'use', 'kind', 'outcome']);

/**
 * The sentence for a problem of an answer, with the words of its label. It is used at the field, in the summary, in the errors
 * workbook and in the API.
 */
export function answerSentence(t: Translate, problem: AnswerProblem): string {
  const say = t as unknown as Say;
  const inRoom = problem.room !== undefined;
  const { min, max, ...rest } = problem.details ?? {};
  const sentence = say(`survey:problem.${keyOf(problem)}`, {
    label: say(`survey:${inRoom ? 'roomQuestion' : 'question'}.${problem.question}`, { defaultValue: problem.question }),
    unit: say(`survey:unit.${problem.question}`, { defaultValue: '' }),
    ...(min !== undefined && { min: withMinus(min) }),
    ...(max !== undefined && { max: withMinus(max) }),
    ...rest,
    context: inRoom ? `room_${problem.question}` : problem.question,
  });
  return inRoom ? say('survey:problem.inRoom', { number: problem.room! + 1, sentence }) : sentence;
}

/** A missing choice and a missing number need different verbs. Money is whole 分, and typed in 元 with decimals. */
function keyOf({ code, question, room }: AnswerProblem): string {
  const form = room === undefined && isQuestionKey(question) ? QUESTIONS[question].form : undefined;
  if (code === 'not_whole' && form === 'money') return 'too_many_decimals';
  if (code !== 'required') return code;
  const chosen = form ? form === 'one' || form === 'many' || form === 'yes-no' : CHOSEN_ELSEWHERE.has(question);
  return chosen ? 'requiredChoice' : 'required';
}

/** Uses the minus sign (−) and separators between thousands. */
function withMinus(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en-US').replace('-', '−') : value;
}
