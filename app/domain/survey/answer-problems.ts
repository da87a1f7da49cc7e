import type { z } from 'zod';
import type { NumberRange } from '~/domain/survey/questions/question';
import { type NumberQuestion, QUESTIONS, RANGES } from '~/domain/survey/questions/questions';
import { CLEAN_MODES, type Mode } from '../contract/enumerations';
import { MOST_PEOPLE } from '../household/household-changes';
import { ANSWER_PROBLEM_CODES, type AnswerProblem, type AnswerProblemCode } from './answer-problem';
import { ROOM_RANGES } from './room';
import type { SurveyContext } from './survey-context';
import type { Strictness, VisitAnswers } from './visit-answers';
import { isAsked, onlyAsked, questionsMissing } from './which-questions';

export type { AnswerProblem } from './answer-problem';

/** The range of a question as a person types it: money is stored in 分 and typed in 元. */
export function typedRange(question: NumberQuestion): NumberRange {
  const range = RANGES[question];
  return QUESTIONS[question].form === 'money' ? { min: range.min / 100, max: range.max / 100, decimals: 2 } : range;
}

/** The parts of a visit whose fields are asked for by their own names. */
const PARTS: ReadonlySet<unknown> = new Set(['answers', 'householdChanges', 'evidence']);

/** The problems in what a schema refused. The messages of the schemas are the codes. */
export function problemsOf(error: z.ZodError): AnswerProblem[] {
  return error.issues.map((issue) => {
    const { question: asked, room } = placeOf(issue.path);
    const question = (issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined) ?? asked;
    const code = isCode(issue.message) ? issue.message : 'not_answers';
    const details = detailsOf(issue, question);
    return { code, question, ...(room !== undefined && { room }), ...(details && { details }) };
  });
}

/** The question a path in a visit speaks of, and the room (from 0) when it is one of theirs. */
export function placeOf(whole: readonly PropertyKey[]): { question: string; room?: number } {
  const path = PARTS.has(whole[0]) ? whole.slice(1) : whole;
  const inRoom = path[0] === 'rooms' && typeof path[1] === 'number';
  const question = String((inRoom ? path[2] : path[0]) ?? (inRoom ? 'rooms' : 'answers'));
  return { question, ...(inRoom && { room: path[1] as number }) };
}

const OTHER_RANGES: Record<string, NumberRange> = {
  people: { min: 0, max: MOST_PEOPLE, decimals: 0 },
  elderly: { min: 0, max: MOST_PEOPLE, decimals: 0 },
  room: { ...ROOM_RANGES.room, decimals: 0 },
  heatedArea: ROOM_RANGES.heatedArea,
};

function detailsOf(issue: z.core.$ZodIssue, question: string): Record<string, string | number> | undefined {
  if (question in RANGES) return typedRange(question as NumberQuestion);
  if (question in OTHER_RANGES) return OTHER_RANGES[question];
  if (issue.code === 'too_big') return { max: Number(issue.maximum) };
  if (issue.code === 'too_small') return { min: Number(issue.minimum) };
  return undefined;
}

function isCode(text: string): text is AnswerProblemCode {
  return (ANSWER_PROBLEM_CODES as readonly string[]).includes(text);
}

/**
 * True for 0, no and none. As the answer to a question that does not apply they carry no information, so they are dropped
 * without a problem.
 */
function saysNothing(value: unknown): boolean {
  return value === 0 || value === false || value === 'none';
}

export function withoutIdleAnswers(answers: VisitAnswers, context: SurveyContext): VisitAnswers {
  const counted = onlyAsked(answers, context);
  return Object.fromEntries(Object.entries(answers).filter(([key, value]) => key in counted || !saysNothing(value))) as VisitAnswers;
}

/**
 * Contradictions among the answers, and missing answers. Checked only in the field: an old paper record is taken as it is. An
 * answer to a question that does not apply is a contradiction here (causes with 稳定, kilograms with no coal). The phone drops
 * such answers before it submits; a program must not send them.
 */
export function problemsAmong(answers: VisitAnswers, context: SurveyContext, strictness: Strictness): AnswerProblem[] {
  if (strictness === 'import') return [];
  const problems: AnswerProblem[] = [];
  for (const question of questionsMissing(answers, context)) {
    const code: AnswerProblemCode =
      question === 'roomTemperature' ? 'required_for_cold' : context.outcome === 'done' ? 'required' : 'required_for_closing';
    problems.push({ code, question });
  }
  const { mainHeat, otherHeat } = answers;
  if (mainHeat && otherHeat?.includes(mainHeat)) problems.push({ code: 'main_heat_repeated', question: 'otherHeat' });
  if (otherHeat?.includes('no_heating')) problems.push({ code: 'no_heating_with_others', question: 'otherHeat' });
  if (answers.connected === false && mainHeat && heatNeedsConnection(mainHeat, context.mode)) {
    problems.push({ code: 'heat_without_connection', question: 'connected' });
  }
  // The schema reads 0 as “none”. It is refused here when it answers a question that needs a number above 0.
  for (const question of Object.keys(RANGES) as NumberQuestion[]) {
    if (answers[question] === 0 && RANGES[question].min > 0)
      problems.push({ code: 'out_of_range', question, details: typedRange(question) });
  }
  const counted = onlyAsked(answers, context);
  for (const question of Object.keys(answers) as (keyof VisitAnswers)[]) {
    if (!(question in counted) || !isAsked(question, counted, context)) problems.push({ code: 'not_asked', question });
  }
  return problems;
}

/** True when the main heat is the household's own conversion, which heats only when it is connected. */
function heatNeedsConnection(mainHeat: string, mode: Mode): boolean {
  return mainHeat === mode && CLEAN_MODES.has(mode);
}
