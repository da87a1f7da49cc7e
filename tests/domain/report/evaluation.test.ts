import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noCounts } from '~/domain/findings/counts';
import { noSums, type Sums } from '~/domain/indicators/measures';
import { evaluationChart } from '~/domain/report/evaluation/evaluation-chart';
import type { EvaluatedPlace, EvaluationFigures } from '~/domain/report/evaluation/evaluation-figures';
import { mergeTexts, NO_TEXTS, writesEvaluation } from '~/domain/report/evaluation/evaluation-texts';
import { EVALUATION_PARTS, evaluationPart } from '~/domain/report/evaluation/parts';
import { lastPlaces, rateSaid } from '~/domain/report/evaluation/rate-said';
import { paperSentence } from '~/i18n/evaluation-words';
import { words } from '~/i18n/words.server';

const t = words('zh-CN') as never;
const said = (numerator: number, denominator: number, before: readonly [number, number] | null) =>
  paperSentence(t, rateSaid('reburnRate', { numerator, denominator }, before && { numerator: before[0], denominator: before[1] }));

test.each([
  // 0.005 points are the least that is said: 1/20000 rounds up to 0.01, less is 持平.
  [1, 20_000, [0, 20_000], '散煤复烧率0.01%（1户，共20,000户），比上一采暖季上升0.01个百分点。'],
  [1, 20_001, [0, 20_001], '散煤复烧率0.00%（1户，共20,001户），与上一采暖季持平。'],
  [0, 20_000, [1, 20_000], '散煤复烧率0.00%（0户，共20,000户），比上一采暖季下降0.01个百分点。'],
  [0, 20_001, [1, 20_001], '散煤复烧率0.00%（0户，共20,001户），与上一采暖季持平。'],
  [1, 2, [1, 2], '散煤复烧率50.00%（1户，共2户），与上一采暖季持平。'],
  [3, 4, [1, 2], '散煤复烧率75.00%（3户，共4户），比上一采暖季上升25.00个百分点。'],
  [1, 3, [0, 0], '散煤复烧率33.33%（1户，共3户）；上一采暖季没有可比的数据。'],
  [1, 3, null, '散煤复烧率33.33%（1户，共3户）。'],
  [0, 0, [1, 2], '散煤复烧率没有比率：没有“改造完成且完成入户的户”。'],
] as const)('%i of %i after %j', (numerator, denominator, before, sentence) => {
  expect(said(numerator, denominator, before)).toBe(sentence);
});

const sums = (some: Partial<Sums>): Sums => ({ ...noSums(), ...some });
const place = (name: string, some: Partial<Sums>, before: Partial<Sums> | null = null): EvaluatedPlace => ({
  code: name,
  name,
  sums: sums(some),
  before: before && sums(before),
});
const figures = (own: EvaluatedPlace, more: Partial<EvaluationFigures> = {}): EvaluationFigures => ({
  division: { code: '140602', name: '朔城区', level: 'county' },
  season: '2020-2021',
  seasonBefore: null,
  asOf: '2021-03-31',
  own,
  below: [],
  zones: [],
  modes: [],
  years: [],
  temperatures: { measured: 0, below: 0, lowest: null, limit: 16 },
  causes: [],
  reasons: [],
  coal: { loose: 0, stoveInUse: 0, bought: 0 },
  targets: [],
  policies: [],
  payouts: [],
  continuity: [],
  findings: noCounts(),
  findingsBelow: [],
  plans: [],
  ...more,
});
const says = (part: (typeof EVALUATION_PARTS)[number], of: EvaluationFigures) => evaluationPart(part, of).lines.map(({ say }) => say);

test('the last place is named, and nobody where all are equal or nothing is counted', () => {
  const below = [place('甲乡', { B: 1, IV: 10 }), place('乙乡', { B: 0, IV: 10 }), place('丙乡', {})];
  expect(lastPlaces('reburnRate', below).map((line) => paperSentence(t, line))).toEqual(['散煤复烧率最高的是甲乡，为10.00%。']);
  expect(lastPlaces('coverage', [place('甲乡', { C: 1, H: 2 }), place('乙乡', { C: 2, H: 4 })])).toEqual([]);
});

test('an empty register is said to be empty, without a rate, a praise or a task', () => {
  const empty = figures(place('朔城区', {}));
  expect(says('basics', empty)).toEqual(['noHouseholds', 'noSeasonBefore']);
  expect(says('targets', empty)).toEqual(['noPlan', 'rateNone', 'rateNone', 'rateNone', 'noTargets']);
  expect(says('reburning', empty)).toEqual(['notCompared']);
  expect(says('subsidies', empty)).toEqual(['noMoney']);
  expect(says('problems', empty)).toEqual(['noFindings']);
  expect(says('measures', empty)).toEqual(['rateNone', 'noPlansNeeded']);
  expect(says('next', empty)).toEqual(['noWork']);
});

test('one household on either side of nothing', () => {
  const one = figures(place('朔城区', { H: 2, V: 1, I: 1, IV: 1, B: 1, let: 1, due: 1, arrears: 1, cold: 1 }));
  expect(says('reburning', one)).toContain('reburning');
  expect(says('reburning', one)).toContain('noReasons');
  expect(says('reburning', figures(place('朔城区', { H: 2, V: 1, I: 1, IV: 1 })))).toContain('noReburning');
  expect(says('operation', one)).toEqual(expect.arrayContaining(['cold', 'let']));
  expect(says('operation', figures(place('朔城区', { H: 1, V: 1 })))).toEqual(expect.arrayContaining(['noCold', 'noLet']));
  expect(says('subsidies', one)).toContain('arrears');
  expect(says('subsidies', figures(place('朔城区', { due: 1 })))).toContain('noArrears');
  const tasks = evaluationPart('next', one).tables[0]!.rows.map(([task]) => task);
  expect(tasks).toEqual(['cold', 'notVisited', 'notConnected', 'letNotConnected', 'reburning', 'arrears'].map((task) => ({ task })));
});

test('as of a past day no count of findings is given', () => {
  const past = figures(place('朔城区', { H: 1 }), { findings: null, findingsBelow: null });
  expect(says('problems', past)).toEqual(['findingsNotKept']);
  expect(says('measures', past)).toEqual(['findingsNotKept', 'noPlansNeeded']);
});

test('no text of anybody is lost when two people write at once', () => {
  const parts = fc.record(Object.fromEntries(EVALUATION_PARTS.map((part) => [part, fc.constantFrom('', '甲', '乙')])));
  fc.assert(
    fc.property(parts, parts, parts, (base, stored, typed) => {
      const { texts, conflicts } = mergeTexts(base as never, stored as never, typed as never);
      for (const part of EVALUATION_PARTS) {
        const [from, there, mine] = [base[part], stored[part], typed[part]];
        const both = from !== there && from !== mine && there !== mine;
        expect(conflicts.includes(part)).toBe(both);
        if (!both) expect(texts[part]).toBe(from === mine ? there : mine);
      }
    }),
  );
  expect(mergeTexts(NO_TEXTS, NO_TEXTS, { ...NO_TEXTS, basics: '写' })).toEqual({ texts: { ...NO_TEXTS, basics: '写' }, conflicts: [] });
});

test('each office writes in its own report', () => {
  expect(writesEvaluation('county', 'county')).toBe(true);
  expect(writesEvaluation('city', 'city')).toBe(true);
  expect(writesEvaluation('city', 'county')).toBe(false);
  expect(writesEvaluation('auditor', 'county')).toBe(false);
});

test('a chart has the numbers of its table without the sum, and no bar where there is no rate', () => {
  const below = [place('甲乡', { B: 1, Q: 2, IV: 3, I: 3, C: 1 }), place('乙乡', { B: 0, Q: 0, IV: 4 }), place('丙乡', {})];
  const county = figures(place('朔城区', { B: 1, Q: 2, IV: 7, I: 3, C: 1 }), { below });
  const chartOf = (part: (typeof EVALUATION_PARTS)[number], say: string, of: EvaluationFigures) =>
    evaluationChart(evaluationPart(part, of).tables.find((table) => table.say === say)!);
  expect(chartOf('reburning', 'reburning', county)).toEqual({
    unit: 'count',
    places: ['甲乡', '乙乡', '丙乡'],
    series: [
      { column: 'B', values: [1, 0, 0] },
      { column: 'Q', values: [2, 0, 0] },
    ],
  });
  expect(chartOf('operation', 'operation', county)).toMatchObject({
    unit: 'percent',
    series: [{ column: 'connectionRate', values: [33.33, null, null] }, { values: [null, null, null] }, { values: [null, null, null] }],
  });
  // 123,456,789 分 are 123.456789 万元.
  const money = figures(place('朔城区', { due: 123_456_790, paid: 1 }), {
    below: [place('甲乡', { due: 123_456_789 }), place('乙乡', { due: 1, paid: 1 })],
  });
  expect(chartOf('subsidies', 'money', money)).toMatchObject({
    unit: 'wan',
    series: [{ values: [123.456789, 0.000001] }, { values: [0, 0.000001] }],
  });
});

test.each([
  ['one division compares nothing', 1, 1, false],
  ['two do', 2, 1, true],
  ['bars of no length', 2, 0, false],
  ['as many bars as fit', 24, 1, true],
  ['one division more', 25, 1, false],
])('%s', (_, places, B, drawn) => {
  const below = Array.from({ length: places }, (_one, at) => place(`乡${at}`, { B, IV: 2 }));
  const table = evaluationPart('reburning', figures(place('朔城区', { B: places, IV: 60 }), { below })).tables[0]!;
  expect(evaluationChart(table) !== null).toBe(drawn);
});
