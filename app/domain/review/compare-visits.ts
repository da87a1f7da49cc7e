import { CLEAN_MODES } from '../contract/enumerations';
import { COLD_BELOW_CELSIUS, type RoomRecord } from '../indicators/facts-of';
import { isEmpty, QUESTION_KEYS, type QuestionKey, type VisitAnswers } from '../survey/visit-answers';

/**
 * 与上季对照: this season's answers beside last season's, question by question, for the reviewer.
 *
 * `same`: equal; lists are compared as sets. `changed`: both answered, differently. `new`: not answered last season;
 * `gone`: answered last season only. `worse` marks a change for the worse that somebody has to look at; without an
 * answer on both sides nothing is worse, because nothing is known to have changed.
 */
type Change = 'same' | 'changed' | 'new' | 'gone';
export type ComparedAnswer = { question: QuestionKey; before: unknown; after: unknown; change: Change; worse: boolean };

/** Free text differs every year and says nothing by differing: it is shown, never counted as a change. */
export const COUNTED_QUESTIONS: readonly QuestionKey[] = QUESTION_KEYS.filter((question) => question !== 'request' && question !== 'note');

/** Every question answered in either season, in the order of the form. */
export function compareAnswers(before: VisitAnswers, after: VisitAnswers): ComparedAnswer[] {
  return QUESTION_KEYS.filter((question) => !isEmpty(before[question]) || !isEmpty(after[question])).map((question) => {
    const change = changeOf(before[question], after[question]);
    return {
      question,
      before: before[question],
      after: after[question],
      change,
      worse: change === 'changed' && isWorse(question, before, after),
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

/** From good to bad. */
const STABILITIES = ['stable', 'mostly', 'unstable', 'unable'];
const STOVES = ['removed', 'sealed', 'kept', 'in_use'];
const SATISFACTIONS = ['good', 'fair', 'so_so', 'bad'];
const COAL_STOCKS = ['none', 'clean', 'loose'];
const ROOM_USES = ['normal', 'occasional', 'unused', 'coal'];

type Judge = (before: VisitAnswers, after: VisitAnswers) => boolean;

const later = (order: readonly string[], before: string | undefined, after: string | undefined): boolean =>
  order.indexOf(after ?? '') > order.indexOf(before ?? '');
const more = (before: number | undefined, after: number | undefined): boolean => (after ?? 0) > (before ?? 0);
const hadAndHasNot = (before: boolean | undefined, after: boolean | undefined): boolean => before === true && after === false;
const gained = (before: readonly string[] | undefined, after: readonly string[] | undefined): boolean =>
  (after ?? []).some((item) => !before?.includes(item));

const WORSE: Record<QuestionKey, Judge> = {
  mainHeat: (b, a) => CLEAN_MODES.has(b.mainHeat ?? '') && !CLEAN_MODES.has(a.mainHeat ?? ''),
  otherHeat: (b, a) => a.otherHeat?.includes('loose_coal') === true && !b.otherHeat?.includes('loose_coal'),
  connected: (b, a) => hadAndHasNot(b.connected, a.connected),
  stability: (b, a) => later(STABILITIES, b.stability, a.stability),
  unstableCauses: (b, a) => gained(b.unstableCauses, a.unstableCauses),
  roomTemperature: (b, a) => more(a.roomTemperature, b.roomTemperature) && (a.roomTemperature ?? 0) < COLD_BELOW_CELSIUS,
  outageDays: (b, a) => more(b.outageDays, a.outageDays),
  coalStock: (b, a) => later(COAL_STOCKS, b.coalStock, a.coalStock),
  coalKg: (b, a) => more(b.coalKg, a.coalKg),
  stove: (b, a) => later(STOVES, b.stove, a.stove),
  smoke: (b, a) => hadAndHasNot(a.smoke, b.smoke),
  boughtCoal: (b, a) => hadAndHasNot(a.boughtCoal, b.boughtCoal),
  coalTonnes: (b, a) => more(b.coalTonnes, a.coalTonnes),
  reburnReasons: (b, a) => gained(b.reburnReasons, a.reburnReasons),
  subsidyKnown: (b, a) => hadAndHasNot(b.subsidyKnown, a.subsidyKnown),
  subsidyReceived: (b, a) => hadAndHasNot(b.subsidyReceived, a.subsidyReceived),
  subsidyAmount: (b, a) => more(a.subsidyAmount, b.subsidyAmount),
  coAlarm: (b, a) => hadAndHasNot(b.coAlarm, a.coAlarm),
  satisfaction: (b, a) => later(SATISFACTIONS, b.satisfaction, a.satisfaction),
  request: () => false,
  note: () => false,
};

function isWorse(question: QuestionKey, before: VisitAnswers, after: VisitAnswers): boolean {
  return WORSE[question](before, after);
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

function isRoomWorse(field: RoomField, before: Room, after: Room): boolean {
  if (field === 'connected') return hadAndHasNot(before.connected, after.connected);
  if (field === 'use') return later(ROOM_USES, before.use, after.use);
  return false;
}
