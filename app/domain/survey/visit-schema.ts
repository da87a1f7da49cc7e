import { z } from 'zod';
import { keysOf } from '../contract/enumerations';
import { type HouseholdChanges, hasMoreElderlyThanPeople, householdChangesSchema } from '../household/household-changes';
import { cleanValue } from '../text/clean-text';
import { isSeasonName } from '../time/heating-season';
import { type AnswerProblem, placeOf, problemsAmong, problemsOf, withoutIdleAnswers } from './answer-problems';
import { evidenceSchema, problemsOfEvidence } from './evidence';
import { MOST_ROOMS, problemsAmongRooms, roomSchema, whenMissing } from './room';
import type { SurveyContext } from './survey-context';
import { answersSchema, type Strictness, withoutEmptyAnswers } from './visit-answers';
import { problemsOfTime } from './visit-time';

function identifier() {
  return z
    .string({ error: whenMissing('not_text') })
    .trim()
    .min(1, { error: 'required' })
    .max(64, { error: 'too_long' });
}

/**
 * 入户记录: one visit, as the phone, the web form, the API and the importer hand it over. Keys are the contract's.
 * - `visitedAt` is an instant with its zone.
 * - `rooms`: absent says nothing about the rooms; a list holds all of them.
 * - `householdChanges`: what was found to differ from the register.
 * - `evidence`: absent when the sender takes no photos.
 * - `baseRevision`: the revision of the household's record that the person saw. An older one is refused with what changed
 *   meanwhile.
 */
export function visitSchema(strictness: Strictness) {
  return z.strictObject(
    {
      visit: identifier(),
      household: identifier(),
      season: z.string({ error: whenMissing('not_a_season') }).refine(isSeasonName, { error: 'not_a_season' }),
      visitedAt: z.iso.datetime({ offset: true, error: whenMissing('not_an_instant') }),
      visitor: z
        .string({ error: whenMissing('not_text') })
        .trim()
        .min(1, { error: 'required' })
        .max(50, { error: 'too_long' }),
      kind: z.enum(keysOf('visitKind'), { error: whenMissing('not_a_choice') }),
      outcome: z.enum(keysOf('visitOutcome'), { error: whenMissing('not_a_choice') }),
      answers: answersSchema(strictness),
      rooms: z.array(roomSchema(strictness), { error: 'not_answers' }).max(MOST_ROOMS, { error: 'out_of_range' }).optional(),
      householdChanges: householdChangesSchema.optional(),
      evidence: evidenceSchema.optional(),
      baseRevision: z.number({ error: 'not_a_number' }).int({ error: 'not_whole' }).min(1, { error: 'out_of_range' }).optional(),
    },
    { error: (issue) => (issue.code === 'unrecognized_keys' ? 'unknown_question' : 'not_answers') },
  );
}

export type VisitInput = z.infer<ReturnType<typeof visitSchema>>;

/** Building a schema costs a hundred times what parsing with it does: an import checks hundreds of thousands of visits. */
const SCHEMAS = { import: visitSchema('import'), field: visitSchema('field') } as const satisfies Record<Strictness, unknown>;

/** What the check needs to know besides the visit itself. `now` is an ISO instant; nothing here reads a clock. */
export type VisitCircumstances = Pick<SurveyContext, 'mode' | 'residence'> & {
  now: string;
  /** The register's value, for checking a change of the other one. */
  people?: number | null;
  elderly?: number | null;
};

export type CheckedVisit = { ok: true; visit: VisitInput } | { ok: false; problems: AnswerProblem[] };

/**
 * Decides whether a visit is accepted; nothing else does. It first cleans the texts and drops empty answers. `import` asks for
 * what the contract requires and for sane values; `field` also for every applicable required question and for answers that do
 * not contradict each other.
 */
export function checkVisit(input: unknown, strictness: Strictness, circumstances: VisitCircumstances): CheckedVisit {
  const clean = cleanValue(input);
  if ('broken' in clean) {
    const { path, at } = clean.broken;
    return { ok: false, problems: [{ code: 'broken_character', ...placeOf(path), details: { at } }] };
  }
  const tidy = tidied(clean.value);
  const shaped = SCHEMAS[strictness].safeParse(tidy);
  if (!shaped.success) {
    const problems = problemsOf(shaped.error);
    return { ok: false, problems: [...problems, ...problemsBeside(problems, tidy, strictness, circumstances)] };
  }
  const visit = shaped.data;
  if (strictness === 'field') visit.answers = withoutIdleAnswers(visit.answers, contextOf(visit, circumstances));
  const problems = problemsWithin(visit, strictness, circumstances);
  return problems.length === 0 ? { ok: true, visit } : { ok: false, problems };
}

type Parts = Pick<VisitInput, 'outcome' | 'answers'> & Partial<Pick<VisitInput, 'visitedAt' | 'rooms' | 'householdChanges' | 'evidence'>>;

function contextOf(visit: Parts, { mode, residence }: VisitCircumstances): SurveyContext {
  return { outcome: visit.outcome, mode, residence: visit.householdChanges?.residence ?? residence };
}

/** Problems between the parts of a visit that are each valid alone, and between them and the register. */
function problemsWithin(visit: Parts, strictness: Strictness, circumstances: VisitCircumstances): AnswerProblem[] {
  return [
    ...(visit.visitedAt === undefined ? [] : problemsOfTime(visit.visitedAt, circumstances.now)),
    ...problemsAmong(visit.answers, contextOf(visit, circumstances), strictness),
    ...problemsAmongRooms(visit.rooms ?? [], strictness),
    ...problemsOfPeople(visit.householdChanges ?? {}, circumstances),
    ...(strictness === 'field' ? problemsOfEvidence(visit.evidence, visit.answers, contextOf(visit, circumstances)) : []),
  ];
}

/**
 * The visit checked by its shape alone, or null. It does not look at the register, so a visit that was received stays valid
 * when the household is converted afterwards.
 */
export function shapeOfVisit(input: unknown, strictness: Strictness): VisitInput | null {
  const clean = cleanValue(input);
  if ('broken' in clean) return null;
  const shaped = SCHEMAS[strictness].safeParse(tidied(clean.value));
  return shaped.success ? shaped.data : null;
}

/**
 * Beside the invalid values it also names what is missing or contradictory among the rest, so that nobody has to submit twice
 * to learn what is left.
 */
function problemsBeside(
  wrong: AnswerProblem[],
  input: unknown,
  strictness: Strictness,
  circumstances: VisitCircumstances,
): AnswerProblem[] {
  if (!isRecord(input)) return [];
  const { shape } = SCHEMAS[strictness];
  const isWrong = (question: string): boolean => wrong.some((problem) => problem.room === undefined && problem.question === question);
  const right = (part: unknown): Record<string, unknown> =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).filter(([key]) => !isWrong(key))) : {};
  const outcome = shape.outcome.safeParse(input.outcome);
  const answers = shape.answers.safeParse(right(input.answers));
  if (!outcome.success || !answers.success) return [];
  const parts: Parts = {
    outcome: outcome.data,
    answers: answers.data,
    visitedAt: shape.visitedAt.safeParse(input.visitedAt).data,
    rooms: shape.rooms.safeParse(input.rooms).data,
    householdChanges: shape.householdChanges.safeParse(right(input.householdChanges)).data,
    evidence: shape.evidence.safeParse(input.evidence).data,
  };
  // Whether a question applies may depend on the invalid answer, so nothing is said about such questions until it is right.
  return problemsWithin(parts, strictness, circumstances).filter(
    ({ code, question, room }) => code !== 'not_asked' && (room !== undefined || !isWrong(question)),
  );
}

function tidied(input: unknown): unknown {
  if (!isRecord(input)) return input;
  const answers = isRecord(input.answers) ? withoutEmptyAnswers(input.answers) : (input.answers ?? {});
  return { ...input, answers };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemsOfPeople(changes: HouseholdChanges, circumstances: VisitCircumstances): AnswerProblem[] {
  return hasMoreElderlyThanPeople(changes, circumstances) ? [{ code: 'more_elderly_than_people', question: 'elderly' }] : [];
}
