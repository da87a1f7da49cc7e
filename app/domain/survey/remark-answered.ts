import { HOUSEHOLD_QUESTIONS } from '~/domain/survey/questions/question-blocks';
import type { Card } from './draft';
import { cardOfProblem, fieldOfProblem } from './problem-fields';
import type { Typed } from './typed';
import type { Given } from './undo';

/** 审核意见 of a returned visit: on a question, the rooms, or (`visit`) the whole visit. */
export type Remark = { question: string; text: string; by: string };

/** Whether a remark asks for a new photo, which no answer can replace. Its text says so, whatever question it is on. */
export function asksForPhoto({ text }: Remark): boolean {
  return /重拍|[重补再]新?拍|照片.{0,6}(看不清|不清|模糊)|拍得?不清|retake|take .{0,20}(photo|picture)|new (photo|picture)/i.test(text);
}

/** The card and field where a remark is answered: its question, the photos, or the first card for a remark on the whole visit. */
export function placeOfRemark(remark: Remark): { card: Card; field: string } {
  if (asksForPhoto(remark)) return { card: 'remarks', field: 'photos' };
  if (remark.question === 'visit') return { card: 'household', field: 'household.residence' };
  const problem = { code: 'required', question: remark.question } as const;
  return { card: cardOfProblem(problem), field: fieldOfProblem(problem, {}) };
}

export type RemarkState = 'open' | 'changed' | 'replied';

/**
 * 意见办了没有: the state of a remark.
 * - `changed`: the answer it is on differs from the visit as it was returned. For a remark on the whole visit any answer
 *   counts; for one that asks for a photo only an added photo does.
 * - `replied`: the note has a line that begins with `replyStart` and goes on.
 * - `open`: neither.
 */
export function remarkState(remark: Remark, returned: Given, now: Given, replyStart: string): RemarkState {
  if (isChanged(remark, returned, now)) return 'changed';
  const lines = (now.typed.note?.[0] ?? '').split('\n');
  return lines.some((line) => line.startsWith(replyStart) && line.slice(replyStart.length).trim() !== '') ? 'replied' : 'open';
}

function isChanged(remark: Remark, returned: Given, now: Given): boolean {
  if (asksForPhoto(remark)) {
    const before = new Set((returned.evidence.photos ?? []).map(({ sha256 }) => sha256));
    return (now.evidence.photos ?? []).some(({ sha256 }) => !before.has(sha256));
  }
  const { question } = remark;
  if (question === 'visit') return differs(returned.typed, now.typed, (name) => name !== 'note');
  const own = (HOUSEHOLD_QUESTIONS as readonly string[]).includes(question) ? `household.${question}` : question;
  return differs(returned.typed, now.typed, (name) => name === own || (question === 'rooms' && name.startsWith('rooms.')));
}

function differs(a: Typed, b: Typed, about: (name: string) => boolean): boolean {
  const said = (values: readonly string[] = []) => JSON.stringify([...values].sort());
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].some((name) => about(name) && said(a[name]) !== said(b[name]));
}

/** Adds a line to the note that begins the reply to a remark; the person types the rest. */
export function withReplyBegun(typed: Typed, replyStart: string): Typed {
  const note = typed.note?.[0] ?? '';
  if (note.split('\n').some((line) => line.startsWith(replyStart))) return typed;
  return { ...typed, note: [note.trim() === '' ? replyStart : `${note.trimEnd()}\n${replyStart}`] };
}
