import type { Block } from '~/domain/survey/questions/question';
import { HOUSEHOLD_QUESTIONS, QUESTIONS_OF_BLOCK } from '~/domain/survey/questions/question-blocks';
import { isQuestionKey, QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import { atClockInShanghai, clockInShanghai } from '../time/china-clock';
import { ROOM_QUESTION_KEYS, type SurveyRoom } from './room';
import { isEmpty, type VisitAnswers } from './visit-answers';

/**
 * What was typed: the names of a form's fields with their values, right and wrong, exactly as they stand on the screen. A draft
 * keeps this and nothing else, so that it comes back exactly as it was typed. An answer's field has the name of its question;
 * the household's has `household.` in front; `rooms` lists the rows of rooms in order and each has `rooms.<row>.<question>`.
 * Without `rooms` nothing was said about the rooms.
 */
export type Typed = Readonly<Record<string, readonly string[]>>;

export const householdField = (question: string): string => `household.${question}`;
export const roomField = (row: string, question: string): string => `rooms.${row}.${question}`;

/** The rows of rooms on the screen, or null when nothing was typed about rooms. The mark `-` states that there are none. */
export function roomRows(typed: Typed): readonly string[] | null {
  const rows = typed.rooms;
  return rows === undefined ? null : rows.filter((row) => row !== NO_ROOMS);
}
export const NO_ROOMS = '-';
/** When the visit took place, as clocks in China show it: 2021-01-05T14:30. */
export const VISITED_AT = 'visitedAt';

function isFieldOf(block: Block, name: string): boolean {
  if (block === 'household') return name.startsWith('household.');
  if (block === 'rooms') return name === 'rooms' || name.startsWith('rooms.');
  return (QUESTIONS_OF_BLOCK[block] as readonly string[]).includes(name);
}

/** Whether anything of a card was typed or chosen. */
export function isTypedOn(typed: Typed, block: Block): boolean {
  return Object.entries(typed).some(([name, values]) => values.length > 0 && isFieldOf(block, name));
}

export function isSurveyField(name: string): boolean {
  return isQuestionKey(name) || name === VISITED_AT || name === 'rooms' || name.startsWith('household.') || name.startsWith('rooms.');
}

/** The fields of one card replaced by what was posted of it; the other cards stay as they were. */
export function withCard(typed: Typed, block: Block, posted: Typed): Typed {
  return Object.fromEntries([
    ...Object.entries(typed).filter(([name]) => !isFieldOf(block, name)),
    ...Object.entries(posted).filter(([name]) => isFieldOf(block, name)),
  ]);
}

/** One field set to its values; no value at all removes it. */
export function withField(typed: Typed, name: string, values: readonly string[]): Typed {
  if (values.length > 0) return { ...typed, [name]: values };
  const { [name]: _removed, ...rest } = typed;
  return rest;
}

/** The fields of a posted form, in the order of the page; an empty field was not typed into. */
export function typedFromForm(entries: Iterable<[string, unknown]>): Typed {
  const typed: Record<string, string[]> = {};
  for (const [name, value] of entries) {
    if (typeof value !== 'string' || value === '' || !isSurveyField(name)) continue;
    typed[name] ??= [];
    typed[name].push(value);
  }
  return typed;
}

/** The typed text turned into values for the schema to judge. Text that cannot be read stays text. */
export type ReadVisit = {
  answers: Record<string, unknown>;
  rooms?: Record<string, unknown>[];
  householdChanges: Record<string, unknown>;
  /** Absent when it was not changed from what the form proposed. */
  visitedAt?: string;
};

export function readTyped(typed: Typed): ReadVisit {
  const answers: Record<string, unknown> = {};
  for (const question of QUESTION_KEYS) {
    const value = readAnswer(question, typed[question] ?? []);
    if (!isEmpty(value)) answers[question] = value;
  }
  const householdChanges: Record<string, unknown> = {};
  for (const question of HOUSEHOLD_QUESTIONS) {
    const text = (typed[householdField(question)]?.[0] ?? '').trim();
    if (text !== '') householdChanges[question] = question === 'people' || question === 'elderly' ? readNumber(text) : text;
  }
  const rows = roomRows(typed);
  const visitedAt = typed[VISITED_AT]?.[0]?.trim();
  return {
    answers,
    householdChanges,
    ...(visitedAt && { visitedAt: instantTyped(visitedAt) }),
    ...(rows && { rooms: rows.map((row, index) => readRoom(typed, row, index)) }),
  };
}

function readAnswer(question: QuestionKey, values: readonly string[]): unknown {
  const filled = values.filter((value) => value.trim() !== '');
  const first = filled[0];
  if (first === undefined) return undefined;
  switch (QUESTIONS[question].form) {
    case 'many':
      return filled;
    case 'yes-no':
      return readYesNo(first);
    case 'number':
      return readNumber(first);
    case 'money':
      return readMoney(first);
    default:
      return first;
  }
}

function readRoom(typed: Typed, row: string, index: number): Record<string, unknown> {
  const room: Record<string, unknown> = {};
  const number = typed[roomField(row, 'room')]?.[0];
  room.room = number ? readNumber(number) : index + 1;
  for (const question of ROOM_QUESTION_KEYS) {
    const text = (typed[roomField(row, question)]?.[0] ?? '').trim();
    if (text === '') continue;
    room[question] = question === 'connected' ? readYesNo(text) : question === 'heatedArea' ? readNumber(text) : text;
  }
  return room;
}

export const YES = 'yes';
export const NO = 'no';

function readYesNo(text: string): boolean | string {
  return text === YES ? true : text === NO ? false : text;
}

/**
 * A number as people type it: full-width digits, a grouping comma, a long minus, the unit behind it. Text that is no number is
 * returned unchanged.
 */
export function readNumber(text: string): number | string {
  const plain = plainNumber(text);
  return plain === null ? text : Number(plain);
}

/** 元 with at most two decimals as 分, by digits and not by floating point; a third decimal stays a fraction of a 分. */
export function readMoney(text: string): number | string {
  const plain = plainNumber(text);
  if (plain === null) return text;
  const [, sign = '', yuan = '0', decimals = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(plain) ?? [];
  const fen = Number(yuan) * 100 + Number(decimals.slice(0, 2).padEnd(2, '0'));
  const rest = Number(`0.${decimals.slice(2) || '0'}`);
  return (sign === '-' ? -1 : 1) * (fen + rest);
}

function plainNumber(text: string): string | null {
  // Normalized: full-width digits are plain ones, ℃ is °C, ㎡ is m2.
  const plain = text
    .normalize('NFKC')
    .replace(/[−–—]/g, '-')
    .replace(/[。]/g, '.')
    .replace(/[\s,]/g, '')
    .replace(/(°C|度|天|公斤|千克|kg|吨|t|元|m2|平方米|平米|人)$/i, '');
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? plain : null;
}

/** A day and time in China as an instant. Text that is neither is returned unchanged. */
export function instantTyped(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text) ? atClockInShanghai(text.length === 16 ? `${text}:00` : text) : text;
}

/** An instant as the field for day and time shows it, in China's time. */
export function timeTyped(instant: string): string {
  return clockInShanghai(instant).slice(0, 16);
}

/** 分 as 元, as it is typed: 120050 → '1200.5', 20000 → '200'. */
export function yuanTyped(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100);
  const rest = String(Math.abs(fen) % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${fen < 0 ? '-' : ''}${whole}${rest && `.${rest}`}`;
}

/** An answer as the form's field shows it; reading it back gives the answer. */
export function typedAnswer(question: QuestionKey, value: unknown): readonly string[] {
  if (isEmpty(value)) return [];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'boolean') return [value ? YES : NO];
  if (QUESTIONS[question].form === 'money' && typeof value === 'number') return [yuanTyped(value)];
  return [String(value)];
}

export function typedRooms(rooms: readonly SurveyRoom[]): Typed {
  const typed: Record<string, readonly string[]> = { rooms: rooms.length > 0 ? rooms.map(({ room }) => String(room)) : [NO_ROOMS] };
  for (const room of rooms) {
    const row = String(room.room);
    typed[roomField(row, 'room')] = [row];
    typed[roomField(row, 'kind')] = [room.kind];
    typed[roomField(row, 'heatedArea')] = [String(room.heatedArea)];
    typed[roomField(row, 'letting')] = [room.letting];
    typed[roomField(row, 'connected')] = [room.connected ? YES : NO];
    typed[roomField(row, 'use')] = [room.use];
  }
  return typed;
}

/** A visit that was submitted before, as the form shows it for editing. */
export function typedOf(answers: VisitAnswers, rooms: readonly SurveyRoom[] | null = null): Typed {
  const fields = QUESTION_KEYS.map((question) => [question, typedAnswer(question, answers[question])] as const);
  return { ...Object.fromEntries(fields.filter(([, values]) => values.length > 0)), ...(rooms && typedRooms(rooms)) };
}
