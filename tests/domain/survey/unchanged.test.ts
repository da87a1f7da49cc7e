import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asBefore, type KnownBefore } from '~/domain/survey/prefill';
import { QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import type { SurveyContext } from '~/domain/survey/survey-context';
import { readTyped, type Typed, withField } from '~/domain/survey/typed';
import { confirmed, numbersAskedAnew, saysTheSame, waitsForLook } from '~/domain/survey/unchanged';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { anyAnswers } from '../../fixtures/random-answers';
import { anyTyped, contextOf, roomsOf } from '../../fixtures/random-typed';

const GAS: SurveyContext = { outcome: 'done', mode: 'gas', residence: 'resident' };
const LAST: KnownBefore = {
  answers: {
    mainHeat: 'gas',
    otherHeat: ['loose_coal'],
    connected: true,
    stability: 'mostly',
    unstableCauses: ['停气'],
    roomTemperature: 18,
    outageDays: 3,
    coalStock: 'loose',
    coalKg: 400,
    stove: 'in_use',
    smoke: false,
    boughtCoal: true,
    coalTonnes: 2,
    reburnReasons: ['不热'],
    subsidyKnown: true,
    subsidyReceived: true,
    subsidyAmount: 120_000,
    coAlarm: true,
    satisfaction: 'good',
    request: '修管子',
    note: '老人独居',
  },
  rooms: [{ room: 1, kind: 'main', heatedArea: 80, letting: 'own', connected: true, use: 'normal' }],
};
const LOOKED_AT = ['coalStock', 'stove', 'smoke', 'boughtCoal'] as const satisfies QuestionKey[];
const ASKED_ANEW = ['roomTemperature', 'outageDays', 'coalKg', 'coalTonnes', 'subsidyAmount', 'satisfaction', 'request', 'note'] as const;
const answersOf = (typed: Typed) => readTyped(typed).answers as VisitAnswers;

describe('what the screen begins with', () => {
  test('heating, stability, rooms and subsidy as last season; neither coal and stove nor anything that is asked anew', () => {
    const first = asBefore({}, LAST, GAS);
    expect(answersOf(first)).toEqual({
      mainHeat: 'gas',
      otherHeat: ['loose_coal'],
      connected: true,
      stability: 'mostly',
      unstableCauses: ['停气'],
      subsidyKnown: true,
      subsidyReceived: true,
      coAlarm: true,
    });
    expect(readTyped(first).rooms).toEqual(LAST.rooms);
  });

  test('whatever last season said: never an answer that is looked at or asked anew', () => {
    fc.assert(
      fc.property(anyAnswers, roomsOf, contextOf, (answers, rooms, context) => {
        const first = answersOf(asBefore({}, { answers: answers as VisitAnswers, rooms }, context));
        for (const question of [...LOOKED_AT, ...ASKED_ANEW]) expect(first).not.toHaveProperty(question);
      }),
    );
  });

  test('of a visit that was begun otherwise, what was typed and nothing else', () => {
    fc.assert(
      fc.property(anyTyped, anyAnswers, roomsOf, contextOf, (typed, answers, rooms, context) => {
        fc.pre(Object.keys(typed).length > 0);
        expect(asBefore(typed, { answers: answers as VisitAnswers, rooms }, context)).toEqual(typed);
      }),
    );
  });
});

describe('看过了', () => {
  test('states coal, stove, smoke, coal bought and why; no kilograms, no tonnes', () => {
    const after = answersOf(confirmed(asBefore({}, LAST, GAS), LAST, GAS));
    expect(after).toMatchObject({ coalStock: 'loose', stove: 'in_use', smoke: false, boughtCoal: true, reburnReasons: ['不热'] });
    for (const question of ASKED_ANEW) expect(after).not.toHaveProperty(question);
  });

  test('changes nothing that was said before, and waits for nothing afterwards that last season knew', () => {
    fc.assert(
      fc.property(anyTyped, anyAnswers, roomsOf, contextOf, (typed, answers, rooms, context) => {
        const before = { answers: answers as VisitAnswers, rooms };
        const after = confirmed(typed, before, context);
        for (const [name, values] of Object.entries(typed)) if (values.length > 0) expect(after[name]).toEqual(values);
        expect(waitsForLook(after, before, context)).toBe(false);
      }),
    );
  });

  test('is waited for until each required answer is there, from it or from the card', () => {
    const first = asBefore({}, LAST, GAS);
    expect(waitsForLook(first, LAST, GAS)).toBe(true);
    const some = withField(withField(first, 'coalStock', ['none']), 'stove', ['removed']);
    expect(waitsForLook(some, LAST, GAS)).toBe(true);
    expect(waitsForLook(withField(some, 'boughtCoal', ['no']), LAST, GAS)).toBe(false);
    expect(waitsForLook({}, { answers: { mainHeat: 'gas' }, rooms: null }, GAS)).toBe(false);
  });
});

test('numbers are asked beside what they belong to', () => {
  const numbers = (answers: VisitAnswers) => numbersAskedAnew(answers, GAS);
  expect(numbers({ mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', boughtCoal: false })).toEqual([
    'roomTemperature',
  ]);
  expect(numbers({ mainHeat: 'gas', connected: true, stability: 'mostly', coalStock: 'loose', boughtCoal: true }).sort()).toEqual([
    'coalKg',
    'coalTonnes',
    'outageDays',
    'roomTemperature',
  ]);
});

describe('says the same', () => {
  const first = asBefore({}, LAST, GAS);
  test('with what is asked anew or not yet looked at; not with anything else', () => {
    expect(saysTheSame(first, LAST, GAS)).toBe(true);
    expect(saysTheSame(confirmed(first, LAST, GAS), LAST, GAS)).toBe(true);
    expect(saysTheSame(withField(first, 'roomTemperature', ['17']), LAST, GAS)).toBe(true);
    expect(saysTheSame(withField(first, 'otherHeat', []), LAST, GAS)).toBe(false);
    expect(saysTheSame(withField(confirmed(first, LAST, GAS), 'stove', ['removed']), LAST, GAS)).toBe(false);
    expect(saysTheSame(withField(first, 'household.people', ['5']), LAST, GAS)).toBe(false);
    expect(saysTheSame(withField(first, 'rooms.1.letting', ['let']), LAST, GAS)).toBe(false);
  });
});

test('every question that is looked at may be copied', () => {
  expect(QUESTION_KEYS.filter((question) => QUESTIONS[question].lookedAt)).toEqual(LOOKED_AT);
  for (const question of LOOKED_AT) expect(QUESTIONS[question].copied).toBe(true);
});
