import { QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import { later, lost } from '~/domain/survey/questions/worse-answers';
import type { RoomUse } from '../contract/enumerations';
import type { RoomRecord } from '../indicators/flags-of';
import { isEmpty, type VisitAnswers } from '../survey/visit-answers';

/**
 * 与上季对照: this season's answers beside last season's, question by question, for the reviewer.
 *
 * `same`: equal; lists are compared as sets. `changed`: both answered, differently. `new`: not answered last season;
 * `gone`: answered last season only. `worse` marks a change for the worse that somebody has to look at; without an
 * answer on both sides nothing is worse, because nothing is known to have changed.
 */
type Change = 'same' | 'changed' | 'new' | 'gone';
export type ComparedAnswer = { question: QuestionKey; before: unknown; after: unknown; change: Change; worse: boolean };

/** Free text is shown but never counted as a change, because it differs every year. */
export const COUNTED_QUESTIONS: readonly QuestionKey[] = QUESTION_KEYS.filter((question) => QUESTIONS[question].form !== 'text');

/** Every question answered in either season, in the order of the form. */
export function compareAnswers(before: VisitAnswers, after: VisitAnswers): ComparedAnswer[] {
  return QUESTION_KEYS.filter((question) => !isEmpty(before[question]) || !isEmpty(after[question])).map((question) => {
    const change = changeOf(before[question], after[question]);
    return {
      question,
      before: before[question],
      after: after[question],
      change,
      worse: change === 'changed' && isWorse(question, before[question], after[question]),
    };
  });
}

/** How many answers differ from the season before; what “变化最多” sorts by. */
export function countChanges(before: VisitAnswers, after: VisitAnswers): number {
  return COUNTED_QUESTIONS.filter((question) => changeOf(before[question], after[question]) !== 'same').length;
}

function changeOf(before: unknown, after: unknown): Change {
  if (isEmpty(before)) return isEmpty(after) ? 'same' : 'new';
  if (isEmpty(after)) return 'gone';
  return isEqual(before, after) ? 'same' : 'changed';
}

function isEqual(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return before === after;
  const [a, b] = [new Set<unknown>(before), new Set<unknown>(after)];
  return a.size === b.size && [...a].every((item) => b.has(item));
}

type AnyChange = (before: unknown, after: unknown) => boolean;

function isWorse(question: QuestionKey, before: unknown, after: unknown): boolean {
  // Each record types `worse` for its own answers. The cast is safe because both answers belong to the same question as the
  // record.
  return (QUESTIONS[question].worse as AnyChange | undefined)?.(before, after) ?? false;
}

export type Room = RoomRecord & { room: number };
export type RoomField = keyof RoomRecord;
export type ComparedRoom = { room: number; before: Room | null; after: Room | null; changed: RoomField[]; worse: RoomField[] };

const ROOM_FIELDS: readonly RoomField[] = ['kind', 'heatedArea', 'letting', 'connected', 'use'];

/** Rooms of both seasons by their number. A room of one season only has `before` or `after` null and no changed fields. */
export function compareRooms(before: readonly Room[], after: readonly Room[]): ComparedRoom[] {
  const numbers = [...new Set([...before, ...after].map(({ room }) => room))].sort((a, b) => a - b);
  return numbers.map((number) => {
    const old = before.find(({ room }) => room === number) ?? null;
    const now = after.find(({ room }) => room === number) ?? null;
    const changed = old && now ? ROOM_FIELDS.filter((field) => old[field] !== now[field]) : [];
    return { room: number, before: old, after: now, changed, worse: changed.filter((field) => isRoomWorse(field, old!, now!)) };
  });
}

const usedWorse = later<RoomUse>('normal', 'occasional', 'unused', 'coal');

function isRoomWorse(field: RoomField, before: Room, after: Room): boolean {
  if (field === 'connected') return lost(before.connected, after.connected);
  if (field === 'use') return usedWorse(before.use, after.use);
  return false;
}
