import { QUESTION_KEYS } from '~/domain/survey/questions/questions';
import { HOUSEHOLD_QUESTION_KEYS, type HouseholdChanges } from '../household/household-changes';
import { type Evidence, evidenceSchema } from '../survey/evidence';
import type { SurveyRoom } from '../survey/room';
import type { VisitAnswers } from '../survey/visit-answers';
import type { VisitInput } from '../survey/visit-schema';

/**
 * A visit with what it says of rooms and household as single fields, the unit of comparing and merging: each question, the
 * outcome, each room (`room.3`), each thing of the household, the photos, the place, the signature. An absent field makes no
 * statement.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** What the register (or the phone's copy of it) says of the household; a phone number only as far as it may be seen. */
export type RegisterFields = { [K in (typeof HOUSEHOLD_QUESTION_KEYS)[number]]?: unknown };

type SaidOfVisit = { outcome?: unknown; answers?: object; evidence?: Evidence | null };

export function fieldsOf(visit: SaidOfVisit | null, rooms: readonly { room: number }[] | null, register: RegisterFields): Fields {
  const fields: Record<string, unknown> = {};
  for (const key of HOUSEHOLD_QUESTION_KEYS) put(fields, key, register[key]);
  for (const room of rooms ?? []) fields[`room.${room.room}`] = room;
  if (visit) {
    put(fields, 'outcome', visit.outcome);
    for (const key of QUESTION_KEYS) put(fields, key, (visit.answers as Record<string, unknown> | undefined)?.[key]);
    const evidence = visit.evidence ?? {};
    for (const key of Object.keys(evidenceSchema.shape) as (keyof Evidence)[]) put(fields, `evidence.${key}`, evidence[key]);
  }
  return fields;
}

/**
 * What a sender says now. For household fields that it leaves out it takes what its form showed (`shown`). A visit without
 * rooms, or without evidence, makes no statement about them, so they stay as they were (`before`).
 */
export function fieldsSaid(
  visit: Pick<VisitInput, 'outcome' | 'answers' | 'rooms' | 'householdChanges' | 'evidence'>,
  shown: Fields,
  before: Fields,
): Fields {
  const register: RegisterFields = {};
  for (const key of HOUSEHOLD_QUESTION_KEYS) register[key] = visit.householdChanges?.[key] ?? shown[key];
  return fieldsOf({ ...visit, evidence: visit.evidence ?? evidenceIn(before) }, visit.rooms ?? roomsIn(before), register);
}

export type SaidAgain = {
  outcome: VisitInput['outcome'];
  answers: VisitAnswers;
  rooms?: SurveyRoom[];
  householdChanges?: HouseholdChanges;
  evidence?: Evidence;
};

/**
 * Fields as a visit again; of the household only what differs from the register. Rooms and evidence that the register has and the fields
 * have not are taken away.
 */
export function visitOfFields(fields: Fields, register: Fields): SaidAgain {
  const rooms = roomsIn(fields);
  const evidence = evidenceIn(fields);
  const changed = HOUSEHOLD_QUESTION_KEYS.filter(
    (key) => fields[key] !== undefined && fields[key] !== null && fields[key] !== register[key],
  );
  return {
    outcome: fields.outcome as VisitInput['outcome'],
    answers: picked(fields, QUESTION_KEYS) as VisitAnswers,
    ...((rooms.length > 0 || roomsIn(register).length > 0) && { rooms }),
    ...(changed.length > 0 && { householdChanges: picked(fields, changed) as HouseholdChanges }),
    ...((Object.keys(evidence).length > 0 || Object.keys(evidenceIn(register)).length > 0) && { evidence }),
  };
}

/** The fields with these names that say something. */
function picked(fields: Fields, keys: readonly string[], prefix = ''): Record<string, unknown> {
  return Object.fromEntries(keys.flatMap((key) => (fields[prefix + key] === undefined ? [] : [[key, fields[prefix + key]]])));
}

function evidenceIn(fields: Fields): Evidence {
  return picked(fields, Object.keys(evidenceSchema.shape), 'evidence.') as Evidence;
}

function roomsIn(fields: Fields): SurveyRoom[] {
  return Object.keys(fields)
    .filter((key) => key.startsWith('room.'))
    .map((key) => fields[key] as SurveyRoom)
    .sort((a, b) => a.room - b.room);
}

function put(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined && value !== null) fields[key] = value;
}
