import { describe, expect, test } from 'vitest';
import { keysOf } from '~/domain/contract/enumerations';
import contract from '~/domain/contract/import.json';
import { isClosed, nobodyDays } from '~/domain/household/closure';
import { addedNumber } from '~/domain/household/new-household';
import { nextDoors } from '~/domain/household/next-doors';
import { isFoundBy, type SearchableHousehold, searchKeyOf, searchTerms } from '~/domain/household/search';
import { shortNumber } from '~/domain/household/short-number';
import { stateOfHousehold, type VisitOfSeason } from '~/domain/survey/household-state';
import { BLOCKS } from '~/domain/survey/questions/question';
import { blockOf, HOUSEHOLD_QUESTIONS, heatsInOrder, QUESTIONS_OF_BLOCK } from '~/domain/survey/questions/question-blocks';
import { isQuestionKey, QUESTION_KEYS, QUESTIONS, type QuestionKey } from '~/domain/survey/questions/questions';
import type { SurveyContext } from '~/domain/survey/survey-context';
import { type AnswersSoFar, isRequired, onlyAsked, questionsAsked, questionsMissing } from '~/domain/survey/which-questions';

/** The questions whose conditions the definitions state. */
const OF_CONTRACT = contract.sheets.入户记录.columns.map(({ key }) => key).filter(isQuestionKey);
const isOfContract = (question: QuestionKey): boolean => OF_CONTRACT.includes(question);

const GAS: SurveyContext = { outcome: 'done', mode: 'gas', residence: 'resident' };
const NONE: SurveyContext = { ...GAS, mode: 'none' };
const ALWAYS: QuestionKey[] = [
  'mainHeat',
  'otherHeat',
  'roomTemperature',
  'coalStock',
  'stove',
  'smoke',
  'boughtCoal',
  'subsidyKnown',
  'coAlarm',
  'satisfaction',
  'request',
  'note',
];

/** Given answers in a context, the questions asked besides the usual ones (or instead of them), and the required ones. */
const TABLE: { given: AnswersSoFar; context: SurveyContext; also: QuestionKey[]; without?: QuestionKey[]; required: QuestionKey[] }[] = [
  {
    given: {},
    context: GAS,
    also: ['connected', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'coalStock', 'stove', 'boughtCoal'],
  },
  { given: {}, context: NONE, also: [], required: ['mainHeat', 'coalStock', 'stove', 'boughtCoal'] },
  { given: {}, context: { ...GAS, mode: 'clean_coal' }, also: [], required: ['mainHeat', 'coalStock', 'stove', 'boughtCoal'] },
  {
    given: { connected: false },
    context: GAS,
    also: ['connected', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'coalStock', 'stove', 'boughtCoal'],
  },
  {
    given: { connected: true },
    context: GAS,
    also: ['connected', 'stability', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'stability', 'coalStock', 'stove', 'boughtCoal'],
  },
  {
    given: { connected: true, stability: 'stable' },
    context: GAS,
    also: ['connected', 'stability', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'stability', 'coalStock', 'stove', 'boughtCoal'],
  },
  {
    given: { connected: true, stability: 'mostly' },
    context: GAS,
    also: ['connected', 'stability', 'unstableCauses', 'outageDays', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'stability', 'coalStock', 'stove', 'boughtCoal'],
  },
  ...(['unstable', 'unable'] as const).map((stability) => ({
    given: { connected: true, stability },
    context: GAS,
    also: ['connected', 'stability', 'unstableCauses', 'outageDays', 'subsidyReceived'] as QuestionKey[],
    required: [
      'mainHeat',
      'connected',
      'stability',
      'unstableCauses',
      'roomTemperature',
      'coalStock',
      'stove',
      'boughtCoal',
    ] as QuestionKey[],
  })),
  // Nobody lives there in the heating season, so nobody is cold and no temperature is asked for.
  {
    given: { connected: true, stability: 'unable' },
    context: { ...GAS, residence: 'away' },
    also: ['connected', 'stability', 'unstableCauses', 'outageDays', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'stability', 'unstableCauses', 'coalStock', 'stove', 'boughtCoal'],
  },
  {
    given: { mainHeat: 'no_heating' },
    context: NONE,
    also: [],
    without: ['otherHeat'],
    required: ['mainHeat', 'roomTemperature', 'coalStock', 'stove', 'boughtCoal'],
  },
  {
    given: { coalStock: 'loose', stove: 'removed' },
    context: GAS,
    also: ['connected', 'coalKg', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'coalStock', 'coalKg', 'stove', 'boughtCoal'],
  },
  {
    given: { coalStock: 'clean' },
    context: GAS,
    also: ['connected', 'coalKg', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'coalStock', 'stove', 'boughtCoal'],
  },
  // Signs of reburning ask for the reasons where something was converted …
  ...([{ mainHeat: 'loose_coal' }, { otherHeat: ['loose_coal'] }, { stove: 'in_use' }] as AnswersSoFar[]).map((given) => ({
    given,
    context: GAS,
    also: ['connected', 'reburnReasons', 'subsidyReceived'] as QuestionKey[],
    required: ['mainHeat', 'connected', 'coalStock', 'stove', 'boughtCoal', 'reburnReasons'] as QuestionKey[],
  })),
  {
    given: { boughtCoal: true },
    context: GAS,
    also: ['connected', 'coalTonnes', 'reburnReasons', 'subsidyReceived'],
    required: ['mainHeat', 'connected', 'coalStock', 'stove', 'boughtCoal', 'reburnReasons'],
  },
  // … and nowhere else.
  {
    given: { boughtCoal: true, stove: 'in_use', mainHeat: 'loose_coal' },
    context: NONE,
    also: ['coalTonnes'],
    required: ['mainHeat', 'coalStock', 'stove', 'boughtCoal'],
  },
  {
    given: { subsidyReceived: true },
    context: GAS,
    also: ['connected', 'subsidyReceived', 'subsidyAmount'],
    required: ['mainHeat', 'connected', 'coalStock', 'stove', 'boughtCoal'],
  },
];

describe('which questions apply', () => {
  test.each(TABLE)('$context.mode, $context.residence: $given', ({ given, context, also, without = [], required }) => {
    expect(new Set(questionsAsked(given, context).filter(isOfContract))).toEqual(
      new Set([...ALWAYS.filter((question) => !without.includes(question)), ...also]),
    );
    expect(OF_CONTRACT.filter((question) => isRequired(question, given, context))).toEqual(
      OF_CONTRACT.filter((question) => required.includes(question)),
    );
  });

  test('after any other outcome only the note', () => {
    for (const outcome of ['nobody', 'refused', 'vacant', 'demolished'] as const)
      expect(questionsAsked({ connected: true }, { ...GAS, outcome })).toEqual(['note']);
  });

  test('an answer counts only while its own question is asked, down a chain', () => {
    const answers: AnswersSoFar = { mainHeat: 'gas', connected: true, stability: 'unstable', unstableCauses: ['停气'], outageDays: 3 };
    expect(onlyAsked(answers, NONE)).toEqual({ mainHeat: 'gas' });
    expect(questionsAsked(answers, NONE)).not.toContain('unstableCauses');
    expect(onlyAsked({ ...answers, connected: false }, GAS)).toEqual({ mainHeat: 'gas', connected: false });
  });

  test('what is missing is named in the order of the form', () => {
    expect(questionsMissing({ connected: true, stability: 'unstable' }, GAS)).toEqual([
      'mainHeat',
      'unstableCauses',
      'roomTemperature',
      'coalStock',
      'stove',
      'boughtCoal',
    ]);
  });
});

describe('the cards', () => {
  test('hold every question exactly once', () => {
    const all = BLOCKS.flatMap((block) => QUESTIONS_OF_BLOCK[block]);
    expect([...all].sort()).toEqual([...QUESTION_KEYS].sort());
    for (const question of QUESTION_KEYS) expect(QUESTIONS_OF_BLOCK[blockOf(question)]).toContain(question);
    for (const question of HOUSEHOLD_QUESTIONS) expect(blockOf(question)).toBe('household');
  });

  test('ask in the order of the list, a follower right behind its question', () => {
    expect(QUESTIONS_OF_BLOCK.heating.filter(isOfContract)).toEqual(['mainHeat', 'otherHeat', 'connected']);
    // The days without heat follow the causes, and the temperature follows them.
    expect(QUESTIONS_OF_BLOCK.operation.filter(isOfContract)).toEqual([
      'stability',
      'unstableCauses',
      'outageDays',
      'roomTemperature',
      'coAlarm',
    ]);
    for (const question of QUESTION_KEYS) {
      const { block, follows } = QUESTIONS[question];
      if (follows !== undefined) expect(QUESTIONS_OF_BLOCK[block], question).toContain(follows);
    }
  });

  test('the heat a household was converted to comes first, none is left out', () => {
    const heats = keysOf('heat');
    expect(heatsInOrder(heats, 'biomass')[0]).toBe('biomass');
    expect([...heatsInOrder(heats, 'biomass')].sort()).toEqual([...heats].sort());
    expect(heatsInOrder(heats, 'none')).toEqual(heats);
  });
});

describe('closing a household', () => {
  const on = (outcome: VisitOfSeason['outcome'], day: string) => ({ outcome, day });
  test('refused, vacant or demolished at once; nobody on the third different day', () => {
    for (const outcome of ['refused', 'vacant', 'demolished'] as const) expect(isClosed([on(outcome, '2021-01-01')])).toBe(true);
    const days = [on('nobody', '2021-01-01'), on('nobody', '2021-01-01'), on('nobody', '2021-01-02')];
    expect(nobodyDays(days)).toBe(2);
    expect(isClosed(days)).toBe(false);
    expect(isClosed([...days, on('nobody', '2021-02-01')])).toBe(true);
    expect(isClosed([])).toBe(false);
  });
});

describe('the state of a household', () => {
  const visit = (change: Partial<VisitOfSeason>): VisitOfSeason => ({
    outcome: 'done',
    kind: 'survey',
    status: 'submitted',
    day: '2021-01-01',
    ...change,
  });
  test.each([
    ['not_visited', [], false],
    ['draft', [], true],
    ['submitted', [visit({})], false],
    ['draft', [visit({})], true],
    ['approved', [visit({ status: 'approved' })], false],
    // An approved visit is locked, so a leftover draft changes nothing.
    ['approved', [visit({ status: 'approved' })], true],
    ['returned', [visit({ status: 'returned' })], true],
    ['returned', [visit({ status: 'returned' }), visit({ outcome: 'nobody' })], false],
    ['closed', [visit({ outcome: 'refused' })], false],
    ['closed', ['01', '02', '03'].map((day) => visit({ outcome: 'nobody', day: `2021-01-${day}` })), false],
    ['submitted', [visit({ outcome: 'refused' }), visit({})], false],
    // A spot check does not count as a visit.
    ['not_visited', [visit({ kind: 'spot_check' })], false],
  ] as [string, VisitOfSeason[], boolean][])('%s', (state, visits, draft) => {
    expect(stateOfHousehold('normal', visits, draft).state).toBe(state);
    expect(stateOfHousehold('cancelled', visits, draft).state).toBe('out_of_scope');
  });

  test('counts the days with nobody until they close; a returned visit is not counted', () => {
    const days = ['01', '02', '03'].map((day) =>
      visit({ outcome: 'nobody', day: `2021-01-${day}`, status: day === '03' ? 'returned' : 'submitted' }),
    );
    expect(stateOfHousehold('normal', days, false)).toEqual({ state: 'returned', nobodyDays: 2 });
    expect(stateOfHousehold('normal', [visit({ outcome: 'nobody' }), visit({ outcome: 'nobody', day: '2021-01-05' })], false)).toEqual({
      state: 'not_visited',
      nobodyDays: 2,
    });
  });
});

describe('finding a household', () => {
  const household = {
    number: '140602001001077',
    head: '欧阳志远',
    initials: 'oyzy',
    pinyin: 'ou yang zhi yuan',
    address: '17排05号',
    phoneMasked: '138****1077',
  };
  const finds = (query: string, one: SearchableHousehold = household) => isFoundBy(searchKeyOf(one), searchTerms(query));
  test.each([
    ...['欧阳', '志远', '欧阳 志远', 'oyzy', 'OY', '077', '140602001001077', '17排05号', '１７排', '1077', '17排 欧', ' '],
    // Pinyin from the beginning of a syllable on, whole or not, in any width.
    ...['ouyangzhiyuan', 'Ouyang', 'zhiyuan', 'yangzhi', 'yuan', 'ouyang 17排', 'ＯＵＹＡＮＧ', 'ou yang'],
    // 17排05号 as it is said.
    ...['17-5', '17 5', '17－5', '17—05', '17 5 欧', 'ouyang 17 5'],
  ])('by %j', (query) => expect(finds(query)).toBe(true));
  test.each(['zy', '张', '1078', '138', '17排 张', '****', 'uyang', 'hiyuan', 'zhiyang', '7-5', '17-0', '1-5', '5-17', '17 6', '7 5'])(
    'not by %j',
    (query) => expect(finds(query)).toBe(false),
  );
  test('a name by any of its spellings', () => {
    const spelled = { ...household, head: '阿依古丽 • 买买提', initials: 'aygl', pinyin: 'a yi gu li mai mai ti' };
    for (const query of ['阿依古丽·买买提', '阿依古丽.买买提', '买买提', 'ayiguli', 'maimaiti'])
      expect(finds(query, spelled), query).toBe(true);
    expect(finds('张三', { ...household, head: '张　三' })).toBe(true);
  });
  test('an address without a door, a household without a phone, a package without pinyin', () => {
    const bare: SearchableHousehold = { number: 'H1', head: '高小云', initials: 'gxy', address: null, phoneMasked: null };
    expect(['gxy', '高', 'h1'].map((query) => finds(query, bare))).toEqual([true, true, true]);
    expect(['2-6', 'gao', '0000'].map((query) => finds(query, bare))).toEqual([false, false, false]);
  });
  test('numbers within a village are short, those added carry a letter no roster has', () => {
    expect(shortNumber('140602001001077', '140602001001')).toBe('077');
    expect(shortNumber('140602001001-0077', '140602001001')).toBe('0077');
    expect(shortNumber('SZ-77', '140602001001')).toBe('SZ-77');
    expect(shortNumber('140602001001', '140602001001')).toBe('140602001001');
    expect(addedNumber('140602001001', 7)).toBe('140602001001B0007');
  });
});

test('the next doors follow the last one along its village, round again from the beginning, then the other villages', () => {
  const door = (number: string) => ({ number, village: number[0]! });
  const left = ['a1', 'a2', 'a4', 'b1', 'b2'].map(door);
  const numbers = (from: string | null, most = 9) => nextDoors(left, from === null ? null : door(from), most).map(({ number }) => number);
  expect(numbers('a3')).toEqual(['a4', 'a1', 'a2', 'b1', 'b2']);
  expect(numbers('b1')).toEqual(['b2', 'b1', 'a1', 'a2', 'a4']);
  expect(numbers(null, 2)).toEqual(['a1', 'a2']);
});
