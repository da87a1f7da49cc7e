import type { TFunction } from 'i18next';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { isQuestionKey, QUESTIONS } from '~/domain/survey/questions/questions';

type Translate = TFunction<['survey', 'enums']>;
/** Keys that are put together at run time are beyond the types of the words. */
type Say = (key: string, values?: Record<string, unknown>) => string;
const CHOSEN_ELSEWHERE = new Set(['residence', 'houseUse', 'letting', 'connected', 'use', 'kind', 'outcome']);

/** What is wrong with an answer, in the words of its label: for the field, the summary, the error workbook and the API. */
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
    ...(!inRoom && { context: problem.question }),
  });
  return inRoom ? say('survey:problem.inRoom', { number: problem.room! + 1, sentence }) : sentence;
}

/** One chooses from a list and fills in a number: two verbs for “missing”. Money is whole 分, and typed in 元 with decimals. */
function keyOf({ code, question, room }: AnswerProblem): string {
  const form = room === undefined && isQuestionKey(question) ? QUESTIONS[question].form : undefined;
  if (code === 'not_whole' && form === 'money') return 'too_many_decimals';
  if (code !== 'required') return code;
  const chosen = form ? form === 'one' || form === 'many' || form === 'yes-no' : CHOSEN_ELSEWHERE.has(question);
  return chosen ? 'requiredChoice' : 'required';
}

/** A real minus sign; grouped thousands. */
function withMinus(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en-US').replace('-', '−') : value;
}
