import { describe, expect, expectTypeOf, test } from 'vitest';
import { ANSWER_COLUMNS } from '~/domain/contract/answer-columns';
import type { CoalStock, Heat, Satisfaction, Stability } from '~/domain/contract/enumerations';
import contract from '~/domain/contract/import.json';
import { type AnswerProblem, typedRange } from '~/domain/survey/answer-problems';
import { type NumberQuestion, QUESTIONS, type QuestionKey, RANGES } from '~/domain/survey/questions/questions';
import { roomSchema } from '~/domain/survey/room';
import { answersSchema, type VisitAnswers, withoutEmptyAnswers } from '~/domain/survey/visit-answers';
import { checkVisit } from '~/domain/survey/visit-schema';

const FINE = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false };
const VISIT = {
  visit: 'v1',
  household: 'h1',
  season: '2020-2021',
  visitedAt: '2021-01-10T10:00:00+08:00',
  visitor: '李四',
  kind: 'survey',
  outcome: 'done',
};
const NOW = '2021-02-01T04:00:00Z';
const GAS = { mode: 'gas', residence: 'resident', now: NOW } as const;

function problems(
  answers: Record<string, unknown>,
  strictness: 'field' | 'import' = 'field',
  more: Record<string, unknown> = {},
  circumstances: Parameters<typeof checkVisit>[2] = GAS,
): AnswerProblem[] {
  const checked = checkVisit({ ...VISIT, answers, ...more }, strictness, circumstances);
  return checked.ok ? [] : checked.problems;
}
const codes = (found: AnswerProblem[]): string[] => found.map(({ code, question }) => `${question}: ${code}`);

describe('the questions', () => {
  test('are the columns of sheet 入户记录 behind the visit itself', () => {
    const columns: { key: string; title: string; type: string; enum?: string; many?: boolean }[] = contract.sheets.入户记录.columns;
    expect(columns.slice(0, 7).map(({ key }) => key)).toEqual(['visit', 'household', 'season', 'visitedAt', 'visitor', 'kind', 'outcome']);
    const answers = columns.slice(7).map(({ key, title, type, enum: list, many = false }) => ({ key, title, type, enum: list, many }));
    expect(ANSWER_COLUMNS.slice(0, answers.length)).toEqual(answers);
    // The columns after them are the register's own, and their records say so.
    expect(ANSWER_COLUMNS.slice(answers.length).filter(({ key }) => QUESTIONS[key].column === undefined)).toEqual([]);
    const titles = [...columns.slice(0, 7), ...ANSWER_COLUMNS].map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('have answers of their own types', () => {
    expectTypeOf<VisitAnswers>().toExtend<{
      mainHeat?: Heat;
      otherHeat?: Heat[];
      connected?: boolean;
      stability?: Stability;
      unstableCauses?: string[];
      roomTemperature?: number;
      coalStock?: CoalStock;
      subsidyAmount?: number;
      satisfaction?: Satisfaction;
      note?: string;
    }>();
    expectTypeOf<VisitAnswers['mainHeat']>().toEqualTypeOf<Heat | undefined>();
    expectTypeOf<VisitAnswers['otherHeat']>().toEqualTypeOf<Heat[] | undefined>();
    expectTypeOf<VisitAnswers['unstableCauses']>().toEqualTypeOf<string[] | undefined>();
    expectTypeOf<VisitAnswers['connected']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<VisitAnswers['roomTemperature']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<VisitAnswers['note']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<keyof VisitAnswers>().toEqualTypeOf<QuestionKey>();
  });

  test('of a room are the columns of sheet 房屋', () => {
    expect(contract.sheets.房屋.columns.map((column) => column.key).slice(2)).toEqual(Object.keys(roomSchema('field').shape));
  });
});

describe('both sides of every limit', () => {
  const REQUIRED_BESIDE: Partial<Record<NumberQuestion, Record<string, unknown>>> = {
    outageDays: { stability: 'mostly' },
    coalKg: { coalStock: 'clean' },
    coalTonnes: { boughtCoal: true, reburnReasons: ['其他'] },
    subsidyAmount: { subsidyReceived: true },
  };
  for (const question of Object.keys(RANGES) as NumberQuestion[]) {
    const { min, max, decimals } = RANGES[question];
    const step = 10 ** -decimals;
    test(`${question}: ${min} and ${max} pass, a step beyond does not`, () => {
      const beside = { ...FINE, ...REQUIRED_BESIDE[question] };
      // The range of the register's own questions is checked even when they are not asked here.
      const wrong = (answer: number) => {
        const found = problems({ ...beside, [question]: answer });
        return codes(QUESTIONS[question].column === undefined ? found : found.filter(({ code }) => code !== 'not_asked'));
      };
      expect(wrong(min)).toEqual([]);
      expect(wrong(max)).toEqual([]);
      expect(codes(problems({ ...beside, [question]: Number((max + step).toFixed(2)) }))).toEqual([`${question}: out_of_range`]);
      expect(codes(problems({ ...beside, [question]: Number((min - step).toFixed(2)) }))).toEqual([`${question}: out_of_range`]);
    });
  }

  test('the ranges are those stated: −30 to 45 ℃, 213 days, 20 t in stock, 50 t bought, 50,000 元', () => {
    expect(RANGES.roomTemperature).toMatchObject({ min: -30, max: 45 });
    // 1 October to 30 April: 31+30+31+31+29+31+30 days in a leap year.
    expect(RANGES.outageDays.max).toBe(31 + 30 + 31 + 31 + 29 + 31 + 30);
    expect(RANGES.coalKg).toMatchObject({ min: 1, max: 20_000 });
    expect(RANGES.coalTonnes).toMatchObject({ min: 0.01, max: 50 });
    expect(typedRange('subsidyAmount')).toEqual({ min: 0, max: 50_000, decimals: 2 });
  });

  test('decimals: one of a temperature, two of tonnes, none of days and kilograms; a spreadsheet’s rounding is let through', () => {
    expect(codes(problems({ ...FINE, roomTemperature: 18.3 }))).toEqual([]);
    expect(codes(problems({ ...FINE, roomTemperature: 18.25 }))).toEqual(['roomTemperature: too_many_decimals']);
    expect(codes(problems({ ...FINE, roomTemperature: 18.299999999999997 }, 'import'))).toEqual([]);
    expect(codes(problems({ ...FINE, boughtCoal: true, reburnReasons: ['其他'], coalTonnes: 1.234 }))).toEqual([
      'coalTonnes: too_many_decimals',
    ]);
    expect(codes(problems({ ...FINE, coalStock: 'clean', coalKg: 1.5 }))).toEqual(['coalKg: not_whole']);
    expect(codes(problems({ ...FINE, stability: 'mostly', outageDays: 0.5 }, 'import'))).toEqual(['outageDays: not_whole']);
  });

  test('texts: 500 characters and no more', () => {
    expect(codes(problems({ ...FINE, note: '好'.repeat(500) }))).toEqual([]);
    expect(problems({ ...FINE, note: '好'.repeat(501) })).toEqual([{ code: 'too_long', question: 'note', details: { max: 500 } }]);
  });

  test('a time: not before 2016, not ahead of now by more than ten minutes', () => {
    const at = (visitedAt: string): string[] => codes(problems(FINE, 'field', { visitedAt }));
    expect(at('2016-01-01T00:00:00+08:00')).toEqual([]);
    expect(at('2015-12-31T23:59:59+08:00')).toEqual(['visitedAt: too_early']);
    expect(at('2021-02-01T04:10:00Z')).toEqual([]);
    expect(at('2021-02-01T04:10:01Z')).toEqual(['visitedAt: in_future']);
    expect(at('2021-01-10')).toEqual(['visitedAt: not_an_instant']);
    expect(codes(problems(FINE, 'import', { season: '2020-2022' }))).toEqual(['season: not_a_season']);
  });

  test('rooms: number, area and how many', () => {
    const room = { room: 1, kind: 'main', heatedArea: 80, letting: 'own', connected: true, use: 'normal' };
    const of = (rooms: unknown[], strictness: 'field' | 'import' = 'field'): string[] => codes(problems(FINE, strictness, { rooms }));
    expect(
      of([
        { ...room, heatedArea: 0.01 },
        { ...room, room: 99, heatedArea: 5000 },
      ]),
    ).toEqual([]);
    expect(of([{ ...room, heatedArea: 0 }])).toEqual(['heatedArea: out_of_range']);
    expect(of([{ ...room, heatedArea: 0 }], 'import')).toEqual([]);
    expect(of([{ ...room, heatedArea: 5000.01 }])).toEqual(['heatedArea: out_of_range']);
    expect(of([{ ...room, heatedArea: 80.123 }])).toEqual(['heatedArea: too_many_decimals']);
    expect(
      of([
        { ...room, room: 0 },
        { ...room, room: 100 },
      ]),
    ).toEqual(['room: out_of_range', 'room: out_of_range']);
    expect(of([room, room])).toEqual(['room: room_repeated']);
    expect(of([{ ...room, connected: false }])).toEqual(['use: use_without_connection']);
    expect(of([{ ...room, connected: false }], 'import')).toEqual([]);
    expect(of([{ ...room, connected: false, use: 'coal' }])).toEqual([]);
    expect(of(Array.from({ length: 31 }, (_, index) => ({ ...room, room: index + 1 })))).toEqual(['rooms: out_of_range']);
  });

  test('the household: people, elderly among them (also those on record), phones', () => {
    const of = (householdChanges: Record<string, unknown>, recorded = {}): string[] =>
      codes(problems(FINE, 'field', { householdChanges }, { ...GAS, ...recorded }));
    expect(of({ people: 30, elderly: 30 })).toEqual([]);
    expect(of({ people: 31 })).toEqual(['people: out_of_range']);
    expect(of({ people: -1 })).toEqual(['people: out_of_range']);
    expect(of({ people: 2, elderly: 3 })).toEqual(['elderly: more_elderly_than_people']);
    expect(of({ elderly: 3 }, { people: 2, elderly: 0 })).toEqual(['elderly: more_elderly_than_people']);
    expect(of({ people: 1 }, { people: 3, elderly: 2 })).toEqual(['elderly: more_elderly_than_people']);
    expect(of({ address: '3排8号' }, { people: 1, elderly: 2 })).toEqual([]);
    for (const phone of ['13803491234', '138 0349 1234', '+8613803491234', '１３８０３４９１２３４', '0349-2020202', '02087654321'])
      expect(of({ phone })).toEqual([]);
    for (const phone of ['1380349123', '138034912345', '12803491234', '2020202', '没有'])
      expect(of({ phone })).toEqual(['phone: not_a_phone']);
  });
});

describe('field and import', () => {
  test('an import takes blanks, the words of old paper and what contradicts itself; the field does not', () => {
    expect(problems({}, 'import')).toEqual([]);
    expect(codes(problems({}))).toEqual([
      'mainHeat: required',
      'connected: required',
      'coalStock: required',
      'stove: required',
      'boughtCoal: required',
    ]);
    const paper = { ...FINE, connected: false, otherHeat: ['gas', 'no_heating'], coalKg: 50, unstableCauses: ['水管冻了'] };
    expect(problems(paper, 'import')).toEqual([]);
    expect(codes(problems({ ...paper, unstableCauses: ['停气'] }))).toEqual([
      'otherHeat: main_heat_repeated',
      'otherHeat: no_heating_with_others',
      'connected: heat_without_connection',
      'stability: not_asked',
      'unstableCauses: not_asked',
      'coalKg: not_asked',
    ]);
    expect(codes(problems({ ...FINE, stability: 'unstable', roomTemperature: 15, unstableCauses: ['水管冻了'] }))).toEqual([
      'unstableCauses: not_a_choice',
    ]);
  });

  test('both refuse what is no value of the question', () => {
    for (const strictness of ['field', 'import'] as const) {
      expect(codes(problems({ ...FINE, mainHeat: 'coal' }, strictness))).toEqual(['mainHeat: not_a_choice']);
      expect(codes(problems({ ...FINE, smoke: '是' }, strictness))).toEqual(['smoke: not_yes_no']);
      expect(codes(problems({ ...FINE, roomTemperature: '18' }, strictness))).toEqual(['roomTemperature: not_a_number']);
      expect(codes(problems({ ...FINE, colour: 'red' }, strictness))).toEqual(['colour: unknown_question']);
      expect(codes(problems(FINE, strictness, { visitor: ' ', kind: 'survey!' }))).toEqual(['visitor: required', 'kind: not_a_choice']);
    }
  });

  test('a wrong answer does not hide the missing ones', () => {
    expect(
      codes(
        problems(
          { mainHeat: 'gas', connected: true, roomTemperature: 99 },
          'field',
          { householdChanges: { elderly: 4 } },
          { ...GAS, people: 2 },
        ),
      ),
    ).toEqual([
      'roomTemperature: out_of_range',
      'stability: required',
      'coalStock: required',
      'stove: required',
      'boughtCoal: required',
      'elderly: more_elderly_than_people',
    ]);
  });

  test('no, none and zero about a question that does not apply are left out without a word; anything else is refused', () => {
    const checked = checkVisit(
      {
        ...VISIT,
        answers: { mainHeat: 'wood', connected: false, coalStock: 'none', coalKg: 0, stove: 'in_use', boughtCoal: false, coalTonnes: 0 },
      },
      'field',
      { mode: 'none', now: NOW },
    );
    expect(checked).toMatchObject({
      ok: true,
      visit: { answers: { mainHeat: 'wood', coalStock: 'none', stove: 'in_use', boughtCoal: false } },
    });
    expect(checked.ok && Object.keys(checked.visit.answers)).not.toContain('connected');
    expect(
      codes(
        problems(
          { mainHeat: 'wood', connected: true, coalStock: 'none', stove: 'in_use', boughtCoal: false },
          'field',
          {},
          { mode: 'none', now: NOW },
        ),
      ),
    ).toEqual(['connected: not_asked']);
    // Coal was reported but with 0 kg, so one of the two answers is wrong.
    expect(codes(problems({ ...FINE, coalStock: 'clean', coalKg: 0 }))).toEqual(['coalKg: out_of_range']);
  });

  test('a closure at one visit wants a sentence; nobody at home does not; neither takes answers', () => {
    for (const outcome of ['refused', 'vacant', 'demolished']) {
      expect(codes(problems({}, 'field', { outcome }))).toEqual(['note: required_for_closing']);
      expect(codes(problems({ note: '邻居说的' }, 'field', { outcome }))).toEqual([]);
    }
    expect(codes(problems({}, 'field', { outcome: 'nobody' }))).toEqual([]);
    expect(codes(problems({ mainHeat: 'gas' }, 'field', { outcome: 'nobody' }))).toEqual(['mainHeat: not_asked']);
    expect(codes(problems({ coalStock: 'none', smoke: false, outageDays: 0 }, 'field', { outcome: 'nobody' }))).toEqual([]);
  });
});

describe('empty answers', () => {
  test('are absent; false and zero are answers', () => {
    expect(
      withoutEmptyAnswers({
        note: '  ',
        request: null,
        otherHeat: [],
        coalKg: undefined,
        smoke: false,
        outageDays: 0,
        unstableCauses: ['停气', ' 停气 ', ''],
      }),
    ).toEqual({
      smoke: false,
      outageDays: 0,
      unstableCauses: ['停气'],
    });
    expect(withoutEmptyAnswers({ note: 'a\u0000b\r\nc\u0007' })).toEqual({ note: 'ab\nc' });
  });

  test('the schema itself refuses a null and an empty list', () => {
    expect(answersSchema('import').safeParse({ note: null }).success).toBe(false);
    expect(answersSchema('import').safeParse({ otherHeat: [] }).success).toBe(false);
  });
});
