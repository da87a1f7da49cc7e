import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftSchema } from '~/domain/survey/draft';
import { hasSame, restAsBefore } from '~/domain/survey/prefill';
import { cardOfProblem, fieldOfProblem } from '~/domain/survey/problem-fields';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import { BLOCKS } from '~/domain/survey/questions/question';
import { QUESTION_KEYS } from '~/domain/survey/questions/questions';
import type { SurveyRoom } from '~/domain/survey/room';
import { withRoomAdded, withRoomRemoved } from '~/domain/survey/room-rows';
import { summarySentences } from '~/domain/survey/summary-sentences';
import type { SurveyContext } from '~/domain/survey/survey-context';
import {
  householdField,
  instantTyped,
  readMoney,
  readNumber,
  readTyped,
  roomRows,
  type Typed,
  timeTyped,
  typedFromForm,
  typedOf,
  withCard,
  yuanTyped,
} from '~/domain/survey/typed';
import { type VisitAnswers, withoutEmptyAnswers } from '~/domain/survey/visit-answers';
import { onlyAsked, questionsAsked } from '~/domain/survey/which-questions';
import { anyAnswers } from '../../fixtures/random-answers';
import { anyTyped, contextOf, roomsOf } from '../../fixtures/random-typed';

const copy = (typed: Typed): Record<string, string[]> =>
  Object.fromEntries(Object.entries(typed).map(([name, values]) => [name, [...values]]));

describe('a form never loses what was typed', () => {
  test('typed → draft → stored → restored is the same', () => {
    fc.assert(
      fc.property(anyTyped, (typed) => {
        const stored = JSON.stringify(draftSchema.parse({ typed, card: 'coal', baseRevision: 3, openedAt: '2021-01-05T02:00:00Z' }));
        expect(draftSchema.parse(JSON.parse(stored)).typed).toEqual(typed);
      }),
    );
  });

  test('typed → a posted form of its card → merged is the same, whichever card was on the screen', () => {
    fc.assert(
      fc.property(anyTyped, fc.constantFrom(...BLOCKS), (some, block) => {
        const typed = Object.fromEntries(
          Object.entries(some)
            .map(([name, values]) => [name, values.filter((value) => value !== '')])
            .filter(([, values]) => values!.length > 0),
        ) as Typed;
        const posted = typedFromForm(
          Object.entries(typed).flatMap(([name, values]) => values.map((value): [string, unknown] => [name, value])),
        );
        expect(withCard(typed, block, posted)).toEqual(typed);
      }),
    );
  });

  test('blanks alone are kept too; a field nobody typed into is not there', () => {
    expect(
      typedFromForm([
        ['note', '  '],
        ['request', ''],
        ['csrf', 'x'],
        ['do', 'next'],
      ]),
    ).toEqual({ note: ['  '] });
  });

  test('answers → shown → read back are the same, rooms too', () => {
    fc.assert(
      fc.property(anyAnswers, fc.option(roomsOf), (answers, rooms) => {
        const read = readTyped(typedOf(answers, rooms));
        expect(withoutEmptyAnswers(read.answers)).toEqual(answers);
        expect(read.rooms ?? null).toEqual(rooms);
      }),
    );
  });
});

describe('dropping what does not apply', () => {
  test('is idempotent, keeps what is asked and invents nothing', () => {
    fc.assert(
      fc.property(anyAnswers, contextOf, (answers, context: SurveyContext) => {
        const once = onlyAsked(answers, context);
        expect(onlyAsked(once, context)).toEqual(once);
        expect(answers).toMatchObject(once);
        expect(questionsAsked(once, context)).toEqual(questionsAsked(answers, context));
        for (const question of Object.keys(once)) expect(questionsAsked(answers, context)).toContain(question);
      }),
    );
  });

  test('tidying answers is idempotent', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...QUESTION_KEYS),
          fc.oneof(fc.string(), fc.constant(null), fc.array(fc.string()), fc.boolean(), fc.integer()),
        ),
        (answers) => {
          const once = withoutEmptyAnswers(answers);
          expect(withoutEmptyAnswers(once)).toEqual(once);
        },
      ),
    );
  });
});

describe('reading what was typed', () => {
  test.each([
    ['18.5', 18.5],
    ['１８．５', 18.5],
    ['18。5', 18.5],
    [' 18.5 ℃', 18.5],
    ['－3', -3],
    ['−3', -3],
    ['.5', 0.5],
    ['5.', 5],
    ['1,200 公斤', 1200],
    ['1，200', 1200],
    ['12天', 12],
    ['80㎡', 80],
    ['一吨多', '一吨多'],
    ['1e3', '1e3'],
    ['12 或 13', '12 或 13'],
    ['--3', '--3'],
    ['.', '.'],
    ['Infinity', 'Infinity'],
  ])('the number %j is %j', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  test.each([
    ['1200.5', 120_050],
    ['1,200.50元', 120_050],
    ['0.1', 10],
    ['0.29', 29],
    ['1.15', 115],
    ['200', 20_000],
    ['-1', -100],
    ['一千', '一千'],
  ])('the money %j is %j 分', (text, value) => {
    expect(readMoney(text)).toBe(value);
  });

  test('a third decimal of money is no whole 分, so the schema refuses it', () => {
    expect(Number.isInteger(readMoney('1.005'))).toBe(false);
  });

  test('money typed back reads the same, to the 分', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5_000_000, max: 5_000_000 }), (fen) => {
        expect(readMoney(yuanTyped(fen))).toBe(fen);
      }),
    );
  });

  test('a time is China’s', () => {
    expect(instantTyped('2021-01-05T14:30')).toBe('2021-01-05T14:30:00+08:00');
    expect(timeTyped('2021-01-05T06:30:00Z')).toBe('2021-01-05T14:30');
    expect(instantTyped('昨天下午')).toBe('昨天下午');
  });
});

describe('same as last season', () => {
  const converted: SurveyContext = { outcome: 'done', mode: 'gas', residence: 'resident' };
  const before = {
    answers: {
      mainHeat: 'gas',
      connected: true,
      stability: 'stable',
      roomTemperature: 19,
      coAlarm: true,
      coalStock: 'loose',
      coalKg: 200,
      stove: 'kept',
      satisfaction: 'good',
      note: '旧',
    } as VisitAnswers,
    rooms: [{ room: 2, kind: 'south', heatedArea: 30, letting: 'let', connected: true, use: 'normal' } as SurveyRoom],
  };
  test('copies what is stated by looking, never what is measured, counted or said', () => {
    let typed: Typed = { roomTemperature: ['17'] };
    for (const block of BLOCKS) typed = restAsBefore(typed, block, before, converted);
    expect(readTyped(typed).answers).toEqual({
      mainHeat: 'gas',
      connected: true,
      stability: 'stable',
      roomTemperature: 17,
      coAlarm: true,
      coalStock: 'loose',
      stove: 'kept',
    });
    expect(readTyped(typed).rooms).toEqual(before.rooms);
  });

  test('leaves what was typed on that card, and everything of another', () => {
    const typed: Typed = { mainHeat: ['loose_coal'], otherHeat: ['wood'], stove: ['in_use'], [householdField('people')]: ['9'] };
    expect(restAsBefore(typed, 'heating', before, converted)).toEqual({ ...typed, connected: ['yes'] });
    expect(restAsBefore(typed, 'household', before, converted)).toBe(typed);
    expect(restAsBefore({ rooms: ['-'] }, 'rooms', before, converted)).toEqual({ rooms: ['-'] });
  });

  test('fills no question that what was typed closes, and no second heating that is the main one', () => {
    const last = {
      answers: { ...before.answers, otherHeat: ['loose_coal', 'wood'], unstableCauses: ['停气'] } as VisitAnswers,
      rooms: null,
    };
    expect(restAsBefore({ mainHeat: ['loose_coal'] }, 'heating', last, converted).otherHeat).toEqual(['wood']);
    expect(restAsBefore({ connected: ['no'] }, 'operation', last, converted)).not.toHaveProperty('stability');
    expect(restAsBefore({ connected: ['yes'], stability: ['stable'] }, 'operation', last, converted)).not.toHaveProperty('unstableCauses');
  });

  test('never changes what was typed, whatever it is', () => {
    fc.assert(
      fc.property(anyTyped, fc.constantFrom(...BLOCKS), anyAnswers, roomsOf, contextOf, (typed, block, answers, rooms, context) => {
        const filled = restAsBefore(typed, block, { answers: answers as VisitAnswers, rooms }, context);
        expect(filled).toMatchObject(typed);
      }),
    );
  });

  test('is offered while there is a blank to fill', () => {
    const offered = (typed: Typed, known: Parameters<typeof hasSame>[2]) =>
      BLOCKS.filter((block) => hasSame(typed, block, known, converted));
    expect(offered({ connected: ['yes'] }, before)).toEqual(['household', 'heating', 'operation', 'coal', 'rooms']);
    expect(offered({}, { answers: null, rooms: null })).toEqual(['household']);
    expect(offered({ mainHeat: ['gas'], connected: ['yes'], rooms: ['-'] }, before)).toEqual(['household', 'operation', 'coal']);
  });
});

describe('rooms on the screen', () => {
  const recorded: SurveyRoom[] = [
    { room: 1, kind: 'main', heatedArea: 80, letting: 'own', connected: true, use: 'normal' },
    { room: 3, kind: 'wing', heatedArea: 20, letting: 'own', connected: false, use: 'unused' },
  ];
  test('adding one keeps those recorded and takes a number none of them has', () => {
    const typed = withRoomAdded({}, recorded);
    expect(roomRows(typed)).toEqual(['1', '3', '4']);
    expect(readTyped(typed).rooms).toEqual([recorded[0], recorded[1], { room: 4 }]);
  });
  test('removing the last says that there are none, which is not the same as saying nothing', () => {
    const none = withRoomRemoved(withRoomAdded({}, []), '1');
    expect(none).toEqual({ rooms: ['-'] });
    expect(readTyped(none).rooms).toEqual([]);
    expect(readTyped({}).rooms).toBeUndefined();
  });
  test('a problem of a room is shown at its row', () => {
    const typed = withRoomAdded({}, recorded);
    expect(fieldOfProblem({ code: 'required', question: 'use', room: 2 }, typed)).toBe('rooms.4.use');
    expect(cardOfProblem({ code: 'required', question: 'use', room: 2 })).toBe('rooms');
    expect(cardOfProblem({ code: 'in_future', question: 'visitedAt' })).toBe('summary');
    expect(fieldOfProblem({ code: 'not_a_phone', question: 'phone' }, {})).toBe('household.phone');
  });
});

describe('what is submitted', () => {
  const frame = {
    visit: 'v',
    household: 'h',
    season: '2020-2021',
    visitor: '李四',
    kind: 'survey',
    visitedAt: '2021-01-05T02:00:00Z',
    baseRevision: 4,
  } as const;
  const context: SurveyContext = { outcome: 'done', mode: 'none', residence: 'resident' };
  test('drops what does not apply, and changes of the household that change nothing', () => {
    const typed: Typed = {
      mainHeat: ['wood'],
      connected: ['yes'],
      coalKg: ['5'],
      [householdField('residence')]: ['resident'],
      [householdField('people')]: ['4'],
    };
    expect(proposedVisit(typed, frame, context, { residence: 'resident', people: 3 })).toEqual({
      ...frame,
      outcome: 'done',
      answers: { mainHeat: 'wood' },
      householdChanges: { people: 4 },
    });
  });
  test('a closure has neither rooms nor changes of the household', () => {
    const typed: Typed = { ...withRoomAdded({}, []), note: ['搬走了'], [householdField('people')]: ['4'] };
    expect(proposedVisit(typed, frame, { ...context, outcome: 'vacant' })).toEqual({
      ...frame,
      outcome: 'vacant',
      answers: { note: '搬走了' },
    });
  });
});

describe('the summary', () => {
  test('says what applies, marks what a reviewer will look for, and keeps quiet about the rest', () => {
    const context: SurveyContext = { outcome: 'done', mode: 'gas', residence: 'resident' };
    const sentences = summarySentences(
      {
        mainHeat: 'gas',
        connected: true,
        stability: 'unstable',
        unstableCauses: ['停气'],
        coalStock: 'none',
        coalKg: 50,
        stove: 'in_use',
        boughtCoal: false,
        subsidyReceived: true,
        subsidyAmount: 120_050,
      },
      null,
      context,
    );
    expect(sentences.map(({ key }) => key)).toEqual([
      'heat',
      'connected',
      'stabilityWithCauses',
      'noCoal',
      'stove',
      'notBought',
      'subsidyAmount',
    ]);
    expect(sentences.filter(({ attention }) => attention).map(({ key }) => key)).toEqual(['stabilityWithCauses', 'stove']);
    expect(sentences.at(-1)?.params).toEqual({ value: 1200.5 });
  });
  test('an amount of nothing is none, and what does not run is not said to run', () => {
    const said = (answers: VisitAnswers) => summarySentences(answers, null, { outcome: 'done', mode: 'gas' }).map(({ key }) => key);
    expect(said({ subsidyReceived: true, subsidyAmount: 0 })).toEqual(['subsidyNotReceived']);
    expect(said({ connected: true, stability: 'unable' })).toEqual(['connected', 'unable']);
    expect(said({ connected: true, stability: 'unable', unstableCauses: ['停气'] })).toEqual(['connected', 'unableWithCauses']);
    expect(said({ connected: true, stability: 'mostly' })).toEqual(['connected', 'stability']);
  });
  test('is silent about what does not apply', () => {
    expect(
      summarySentences({ mainHeat: 'wood', connected: true, stability: 'stable' }, null, { outcome: 'done', mode: 'none' }).map(
        ({ key }) => key,
      ),
    ).toEqual(['heat']);
    expect(summarySentences({ mainHeat: 'wood', note: '门锁着' }, null, { outcome: 'nobody', mode: 'none' })).toEqual([
      { key: 'note', params: { text: '门锁着' } },
    ]);
  });
  test('counts let rooms by 接通 and 用好', () => {
    const room = (change: Partial<SurveyRoom>): SurveyRoom => ({
      room: 1,
      kind: 'south',
      heatedArea: 10.1,
      letting: 'let',
      connected: true,
      use: 'normal',
      ...change,
    });
    const [all, lets] = summarySentences({}, [room({}), room({ connected: false, use: 'coal' }), room({ kind: 'main' })], {
      outcome: 'done',
      mode: 'none',
    });
    expect(all).toEqual({ key: 'rooms', params: { count: 3, area: 30.3 } });
    expect(lets).toMatchObject({ params: { count: 2, connected: 1, used: 1 }, attention: true });
  });
});

test('a draft holds a form and nothing else', () => {
  expect(draftSchema.safeParse({ typed: { password: ['x'] } }).success).toBe(false);
  expect(draftSchema.safeParse({ typed: { note: ['x'.repeat(4001)] } }).success).toBe(false);
  expect(draftSchema.safeParse({ typed: copy({ note: ['x'] }) }).success).toBe(true);
});
