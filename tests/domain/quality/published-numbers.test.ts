import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { agreementOf } from '~/domain/quality/check-agreement';
import { checkWeight } from '~/domain/quality/check-weight';
import { DEFAULT_DRAW, drawSample, sampleSize } from '~/domain/quality/draw-sample';
import { discoveries } from '~/domain/quality/false-discovery';
import { mcnemar } from '~/domain/quality/mcnemar';
import { placesApart } from '~/domain/quality/places-apart';
import { chiSquareAbove } from '~/domain/quality/probabilities';
import { randomFromSeed } from '~/domain/quality/random-from-seed';
import { answersAlone, whyCheckRefused } from '~/domain/quality/take-check';
import { whyNotChecker } from '~/domain/quality/who-checks';
import { wilson } from '~/domain/quality/wilson';

const seed = (text: string) => randomFromSeed(createHash('sha256').update(text).digest('hex'));

describe('published numbers', () => {
  test('Wilson: 8 of 100', () => {
    const { low, high } = wilson(8, 100)!;
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0411', '0.1500']);
    expect(wilson(0, 10)!.low).toBe(0);
    expect(wilson(10, 10)!.high).toBe(1);
    expect(wilson(0, 0)).toBeNull();
  });

  test('McNemar: 6 and 2', () => {
    const found = mcnemar(6, 2)!;
    expect(found.chiSquare).toBe(2);
    expect([found.p.toFixed(4), found.exact.toFixed(4)]).toEqual(['0.1573', '0.2891']);
    expect(mcnemar(2, 6)).toEqual(found);
    expect(mcnemar(3, 3)!.exact).toBe(1);
    expect(mcnemar(0, 0)).toBeNull();
  });

  test('χ² at the 5 % points of the tables', () => {
    for (const [value, degrees] of [
      [3.841459, 1],
      [16.918978, 9],
      [43.772972, 30],
    ] as const)
      expect(chiSquareAbove(value, degrees)).toBeCloseTo(0.05, 6);
  });

  test('Benjamini and Hochberg’s own example: four of fifteen', () => {
    const published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(discoveries(published, 0.05).filter(Boolean)).toHaveLength(4);
    expect(discoveries([...published].reverse(), 0.05).slice(-4)).toEqual([true, true, true, true]);
    expect(discoveries([])).toEqual([]);
  });
});

describe('a draw', () => {
  const households = Array.from({ length: 400 }, (_one, at) => ({
    number: `H${String(at).padStart(4, '0')}`,
    weight: at % 20 === 0 ? 8 : 1,
  }));

  test('takes the same households with the same seed, in whatever order they come', () => {
    const drawn = drawSample(households, DEFAULT_DRAW, seed('2020-2021 140602001 1'));
    expect(drawSample([...households].reverse(), DEFAULT_DRAW, seed('2020-2021 140602001 1'))).toEqual(drawn);
    expect(drawSample(households, DEFAULT_DRAW, seed('2020-2021 140602001 2'))).not.toEqual(drawn);
    expect(new Set(drawn.map(({ number }) => number)).size).toBe(20);
    expect(drawn.filter(({ part }) => part === 'weighted')).toHaveLength(8);
  });

  test('has 5 % of the households, at least ten, and never more than there are', () => {
    expect(sampleSize(401, DEFAULT_DRAW)).toEqual({ random: 13, weighted: 8 });
    expect(sampleSize(60, DEFAULT_DRAW)).toEqual({ random: 6, weighted: 4 });
    expect(sampleSize(7, DEFAULT_DRAW)).toEqual({ random: 5, weighted: 2 });
    expect(sampleSize(0, DEFAULT_DRAW)).toEqual({ random: 0, weighted: 0 });
  });

  test('takes every household alike in its random part, and those with signs more often in the other', () => {
    const random = seed('many draws');
    const counts = { random: 0, weighted: 0 };
    for (let run = 0; run < 200; run += 1)
      for (const { number, part } of drawSample(households, DEFAULT_DRAW, random))
        if (Number(number.slice(1)) % 20 === 0) counts[part] += 1;
    // 20 of 400 households: 5 % of 2,400; by weight about 160 of 540 of the first of 1,600.
    expect(counts.random).toBeGreaterThan(80);
    expect(counts.random).toBeLessThan(160);
    expect(counts.weighted).toBeGreaterThan(380);
    expect(counts.weighted).toBeLessThan(560);
  });

  test('weighs what the record says and nothing else', () => {
    const signs = { reburning: false, cold: false, unstable: false, letNotUsed: false, suspected: false };
    expect(checkWeight({ contradictions: [], signs, reburnedBefore: null })).toBe(1);
    expect(checkWeight({ contradictions: ['heats-clean', 'received-unpaid'], signs, reburnedBefore: null })).toBe(7);
    expect(checkWeight({ contradictions: [], signs: { ...signs, reburning: true }, reburnedBefore: true })).toBe(3);
    expect(checkWeight({ contradictions: [], signs: { ...signs, reburning: true }, reburnedBefore: null })).toBe(3);
    expect(checkWeight({ contradictions: [], signs: { ...signs, reburning: true }, reburnedBefore: false })).toBe(5);
  });
});

describe('who checks', () => {
  const cadre = { accountId: 'a', name: '李四', role: 'cadre', worksInVillage: false, worksInTownship: true };
  test.each([
    ['a cadre of another village', cadre, { accountId: 'b', visitor: '张三' }, null],
    ['the visitor, by the account', cadre, { accountId: 'a', visitor: '张三' }, 'own-visit'],
    ['the visitor, by the name of an imported visit', cadre, { accountId: null, visitor: '李四' }, 'own-visit'],
    ['a cadre of the village', { ...cadre, worksInVillage: true }, { accountId: 'b', visitor: '张三' }, 'own-village'],
    ['a cadre of another township', { ...cadre, worksInTownship: false }, { accountId: 'b', visitor: '张三' }, 'elsewhere'],
    ['the reviewer of the township', { ...cadre, role: 'township', worksInVillage: true }, { accountId: 'b', visitor: '张三' }, null],
    ['the county', { ...cadre, role: 'county' }, { accountId: 'b', visitor: '张三' }, 'other-role'],
  ] as const)('%s', (_who, checker, visit, expected) => {
    expect(whyNotChecker(checker, visit)).toBe(expected);
  });

  const visit = { household: 'H1', season: '2020-2021', outcome: 'done' } as const;
  const check = { household: 'H1', season: '2020-2021', checkerId: 'a', done: false, withdrawn: false };
  const sender = { accountId: 'a', name: '李四' };
  test.each([
    ['the one it was given to', sender, visit, check, [], null],
    ['who visited it, although it was given to them', sender, visit, check, [{ account: 'a', visitor: '李四' }], 'spot-check.own-visit'],
    ['somebody else', { accountId: 'b', name: '王五' }, visit, check, [], 'spot-check.not-assigned'],
    [
      'a program without an account',
      { accountId: null, name: '王五' },
      visit,
      { ...check, checkerId: null },
      [],
      'spot-check.not-assigned',
    ],
    ['nobody’s check', sender, visit, undefined, [], 'spot-check.not-assigned'],
    ['another household', sender, { ...visit, household: 'H2' }, check, [], 'spot-check.not-assigned'],
    ['withdrawn', sender, visit, { ...check, withdrawn: true }, [], 'spot-check.withdrawn'],
    ['done', sender, visit, { ...check, done: true }, [], 'spot-check.done'],
    ['nobody at home', sender, { ...visit, outcome: 'nobody' }, check, [], 'spot-check.not-completed'],
  ] as const)('takes a check: %s', (_what, from, of, there, visitors, expected) => {
    expect(whyCheckRefused(from, of, there, visitors)).toBe(expected);
  });

  test('a check keeps its answers, photos and place; no rooms, particulars or pledge', () => {
    const whole = { visit: 'v', answers: { connected: true }, rooms: [], householdChanges: { people: 3 } };
    expect(answersAlone(whole as never)).toEqual({ visit: 'v', answers: { connected: true } });
    const beside = { photos: [{ sha256: 'a'.repeat(64) }], place: { latitude: 39 }, noPhotoReason: { why: 'refused' } };
    const evidence = { ...beside, signature: { signer: '张三' } };
    expect(answersAlone({ ...whole, evidence } as never)).toEqual({ visit: 'v', answers: { connected: true }, evidence: beside });
  });

  const at = (latitude: number, accuracy: number) => ({ latitude, longitude: 112.4, accuracy, at: '2021-01-05T10:00:00+08:00' });
  /** A degree of latitude is 111,195 m on a sphere of 6,371 km. */
  const north = (metres: number) => 39.3 + metres / 111_194.93;
  test.each([
    ['the same within both accuracies', at(north(50), 30), { metres: 50, says: 'same' }],
    ['a metre more than both accuracies', at(north(51), 30), { metres: 51, says: 'near' }],
    ['500 m beyond them', at(north(549.9), 30), { metres: 550, says: 'near' }],
    ['further', at(north(551), 30), { metres: 551, says: 'far' }],
    ['not measured', undefined, null],
  ] as const)('how far the places are apart: %s', (_what, check, expected) => {
    expect(placesApart(at(north(0), 20), check)).toEqual(expected);
    expect(placesApart(check, at(north(0), 20))).toEqual(expected);
  });
});

test('agreement: what both answered, lists as sets, text left out', () => {
  const { all, forms, questions } = agreementOf([
    {
      first: { connected: true, otherHeat: ['gas', 'loose_coal'], note: 'a' },
      second: { connected: false, otherHeat: ['loose_coal', 'gas'], note: 'b' },
    },
    { first: { connected: true, stove: 'in_use' }, second: { connected: true } },
    { first: { connected: false }, second: { connected: true, stove: 'removed' } },
  ] as never);
  expect(all).toMatchObject({ agree: 2, compared: 4 });
  expect(questions.map(({ question, agree, compared }) => [question, agree, compared])).toEqual([
    ['otherHeat', 1, 1],
    ['connected', 1, 3],
  ]);
  expect(questions[1]!.shift).toMatchObject({ yesNo: 1, noYes: 1, chiSquare: 0, exact: 1 });
  expect(forms.map(({ form, agree, compared }) => [form, agree, compared])).toEqual([
    ['many', 1, 1],
    ['yes-no', 1, 3],
  ]);
});
