import { describe, expect, test } from 'vitest';
import { asksForPhoto, placeOfRemark, remarkState, withReplyBegun } from '~/domain/survey/remark-answered';
import type { Given } from '~/domain/survey/undo';

const remark = (question: string, text = '请核对') => ({ question, text, by: '高审核' });
const photo = (letter: string) => ({ sha256: letter.repeat(64), about: 'stove' as const, takenAt: '2021-01-10T10:00:00+08:00' });
const returned: Given = { typed: { stove: ['in_use'], note: ['好'], unstableCauses: ['a', 'b'] }, evidence: { photos: [photo('a')] } };
const REPLY = '回复“煤炉”：';
const state = (question: string, typed: Record<string, string[]>, text?: string, evidence = returned.evidence) =>
  remarkState(remark(question, text), returned, { typed: { ...returned.typed, ...typed }, evidence }, REPLY);

describe('a remark is', () => {
  test('open while its own answer is as it was returned, in whatever order the choices stand', () => {
    expect(state('stove', {})).toBe('open');
    expect(state('stove', { mainHeat: ['gas'] })).toBe('open');
    expect(state('unstableCauses', { unstableCauses: ['b', 'a'] })).toBe('open');
  });

  test('changed with its answer, the household’s and the rooms’ too', () => {
    expect(state('stove', { stove: ['removed'] })).toBe('changed');
    expect(state('people', { 'household.people': ['4'] })).toBe('changed');
    expect(state('rooms', { 'rooms.1.use': ['normal'] })).toBe('changed');
    expect(state('visit', { mainHeat: ['gas'] })).toBe('changed');
  });

  test('replied to only when something follows the beginning of the reply', () => {
    expect(state('stove', { note: [`好\n${REPLY}`] })).toBe('open');
    expect(state('stove', { note: [`好\n${REPLY}确实还在用`] })).toBe('replied');
    expect(state('visit', { note: [`好\n回复“整份入户”：去过了`] })).toBe('open');
  });

  test('of a photo to take again changed by a new photo, and by no answer', () => {
    const text = '照片看不清，请重拍';
    expect(state('stove', { stove: ['removed'] }, text)).toBe('open');
    expect(state('stove', {}, text, { photos: [] })).toBe('open');
    expect(state('stove', {}, text, { photos: [photo('a'), photo('b')] })).toBe('changed');
  });
});

test('a remark asks for a photo when its text says so, not when it speaks of one', () => {
  for (const text of ['请重拍', '重新拍一张', '再拍一张煤堆', '照片模糊', 'Please retake the photo']) {
    expect(asksForPhoto(remark('visit', text)), text).toBe(true);
  }
  for (const text of ['照片里还有炉子', '拍到的是邻居家', '请再去一次', '重复购煤'])
    expect(asksForPhoto(remark('stove', text)), text).toBe(false);
});

test('a remark leads to the field of its question', () => {
  expect(placeOfRemark(remark('stove'))).toEqual({ card: 'coal', field: 'stove' });
  expect(placeOfRemark(remark('people'))).toEqual({ card: 'household', field: 'household.people' });
  expect(placeOfRemark(remark('rooms')).card).toBe('rooms');
  expect(placeOfRemark(remark('stove', '请重拍'))).toEqual({ card: 'remarks', field: 'photos' });
});

test('a reply begins on a line of its own, once', () => {
  expect(withReplyBegun({}, REPLY)).toEqual({ note: [REPLY] });
  const begun = withReplyBegun({ note: ['好 '] }, REPLY);
  expect(begun).toEqual({ note: [`好\n${REPLY}`] });
  expect(withReplyBegun(begun, REPLY)).toBe(begun);
});
