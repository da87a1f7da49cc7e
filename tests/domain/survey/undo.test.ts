import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence, VisitPhoto } from '~/domain/survey/evidence';
import { restAsBefore } from '~/domain/survey/prefill';
import { BLOCKS } from '~/domain/survey/questions/question';
import type { SurveyRoom } from '~/domain/survey/room';
import { withRoomAdded, withRoomRemoved } from '~/domain/survey/room-rows';
import { roomRows, type Typed, typedRooms } from '~/domain/survey/typed';
import { type Given, undone } from '~/domain/survey/undo';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { anyAnswers } from '../../fixtures/random-answers';
import { anyTyped, contextOf, roomsOf } from '../../fixtures/random-typed';

const given = (typed: Typed, evidence: Evidence = {}): Given => ({ typed, evidence });
const room = (number: number): SurveyRoom => ({
  room: number,
  kind: 'main',
  heatedArea: number * 10,
  letting: 'own',
  connected: true,
  use: 'normal',
});
const photo = (letter: string): VisitPhoto => ({ sha256: letter.repeat(64), about: 'house', takenAt: '2021-01-10T10:00:00+08:00' });
const signature = (signer: string) => ({
  sha256: 'f'.repeat(64),
  of: 'no_coal_pledge' as const,
  signer,
  signedAt: '2021-01-10T10:00:00+08:00',
});

describe('a fill', () => {
  test('undone gives what was there, whatever was typed', () => {
    fc.assert(
      fc.property(anyTyped, fc.constantFrom(...BLOCKS), anyAnswers, roomsOf, contextOf, (typed, block, answers, rooms, context) => {
        const before = given(typed);
        const after = given(restAsBefore(typed, block, { answers: answers as VisitAnswers, rooms }, context));
        expect(undone(after, { before, after })).toEqual(before);
      }),
    );
  });

  test('undone leaves every field that was typed since', () => {
    const step = { before: given({ mainHeat: ['gas'] }), after: given({ mainHeat: ['gas'], connected: ['yes'], coAlarm: ['yes'] }) };
    expect(undone(given({ mainHeat: ['wood'], connected: ['no'], coAlarm: ['yes'], note: ['冷'] }), step).typed).toEqual({
      mainHeat: ['wood'],
      connected: ['no'],
      note: ['冷'],
    });
  });

  test('of rooms stays when one of them was changed since, and then says that nothing is left to undo', () => {
    const step = { before: given({}), after: given(typedRooms([room(1), room(2)])) };
    const since = given({ ...step.after.typed, 'rooms.2.heatedArea': ['21'] });
    expect(undone(since, step)).toBe(since);
  });

  test('has nothing left to undo once it was undone', () => {
    const step = { before: given({}), after: given({ connected: ['yes'] }) };
    const back = undone(step.after, step);
    expect(undone(back, step)).toBe(back);
  });
});

describe('a room deleted', () => {
  test('is in its place again, whichever it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(5), (count, nth) => {
        const before = given(typedRooms(Array.from({ length: count }, (_, index) => room(index + 1))));
        const after = given(withRoomRemoved(before.typed, String((nth % count) + 1)));
        expect(undone(after, { before, after })).toEqual(before);
      }),
    );
  });

  test('comes back beside what was typed in the others since', () => {
    const before = given(typedRooms([room(1), room(2), room(3)]));
    const after = given(withRoomRemoved(before.typed, '2'));
    const since = given({ ...after.typed, 'rooms.3.heatedArea': ['99'], note: ['冷'] });
    const back = undone(since, { before, after }).typed;
    expect(roomRows(back)).toEqual(['1', '2', '3']);
    expect(back).toEqual({ ...before.typed, 'rooms.3.heatedArea': ['99'], note: ['冷'] });
  });

  test('has its number again, and a room added meanwhile gets another', () => {
    const before = given(typedRooms([room(1), room(2)]));
    const after = given(withRoomRemoved(before.typed, '2'));
    const added = withRoomAdded(after.typed, []);
    expect(roomRows(added)).toEqual(['1', '2']);
    const back = undone(given({ ...added, 'rooms.2.heatedArea': ['7'] }), { before, after }).typed;
    expect(back).toEqual({ ...before.typed, rooms: ['1', '2', '3'], 'rooms.3.room': ['3'], 'rooms.3.heatedArea': ['7'] });
  });
});

describe('a photo or a signature removed', () => {
  test('is there again, in its place, beside what was taken since', () => {
    const before = given({}, { photos: [photo('a'), photo('b')], signature: signature('张') });
    const after = given({}, { photos: [photo('b')] });
    const since = given({ note: ['冷'] }, { photos: [photo('b'), photo('c')] });
    expect(undone(since, { before, after })).toEqual(
      given({ note: ['冷'] }, { photos: [photo('a'), photo('b'), photo('c')], signature: signature('张') }),
    );
  });

  test('does not replace a signature given since, nor make a seventh photo', () => {
    const before = given({}, { photos: [photo('0')], signature: signature('张') });
    const after = given({}, { photos: [] });
    const since = given({}, { photos: ['1', '2', '3', '4', '5', '6'].map(photo), signature: signature('李') });
    expect(undone(since, { before, after })).toBe(since);
  });
});
