/** The rules about shared values, heat sources, visitors, villages, batches and plans, on both sides of every boundary. */
import { describe, expect, test } from 'vitest';
import { causeKeyOf } from '~/domain/findings/opened';
import { type HeatSourceCase, heatSourceOpened } from '~/domain/findings/rules/of-others/heat-source-not-allowed';
import { planNotAsDoneOpened } from '~/domain/findings/rules/of-others/plan-not-as-done';
import { recordsDisagreeOpened } from '~/domain/findings/rules/of-others/records-disagree';
import { type SharerWithMoney, sharedValueOpened } from '~/domain/findings/rules/of-others/shared-value';
import { unlikelyVisitsOpened } from '~/domain/findings/rules/of-others/unlikely-visits';
import { unstableVillageOpened } from '~/domain/findings/rules/of-others/unstable-village';
import { DEFAULT_THRESHOLDS as T } from '~/domain/findings/thresholds';
import type { SharedKey } from '~/domain/subsidy/double-claims';

describe('R01, R02: a shared value', () => {
  const sharers = (count: number, entitled = count): SharerWithMoney[] =>
    Array.from({ length: count }, (_, at) => ({
      household: `H${at}`,
      village: 'V',
      county: 'C',
      subsidised: at < entitled,
      received: 100,
    }));
  test('R01: an ID of two households, two of them entitled', () => {
    expect(sharedValueOpened('id', 'f1', sharers(2), T)).toEqual({
      rule: 'R01',
      subject: 'key:id:f1',
      urgent: false,
      days: 30,
      level: 'county',
      cause: { key: 'id', count: 2, entitled: 2, span: 'village', amount: 200, limit: 1 },
      amount: 200,
      households: ['H0', 'H1'],
    });
    expect(sharedValueOpened('id', 'f1', sharers(1), T)).toBeNull();
    expect(sharedValueOpened('id', 'f1', sharers(5, 1), T)).toBeNull();
    expect(sharedValueOpened('id', 'f1', [...sharers(1), ...sharers(1)], T)).toBeNull();
  });
  test.each(['electric_meter', 'gas_meter', 'serial', 'invoice'] satisfies SharedKey[])('R02: %s of two', (key) => {
    expect(sharedValueOpened(key, 'x', sharers(1), T)).toBeNull();
    expect(sharedValueOpened(key, 'x', sharers(2), T)).toMatchObject({ rule: 'R02', subject: `key:${key}:x`, days: 30 });
  });
  test('R02: an account of more than three, or than the season allows', () => {
    expect(sharedValueOpened('account', 'x', sharers(3), T)).toBeNull();
    expect(sharedValueOpened('account', 'x', sharers(4), T)).toMatchObject({ rule: 'R02', cause: { count: 4, limit: 3 } });
    expect(sharedValueOpened('account', 'x', sharers(4), { ...T, householdsPerAccount: 4 })).toBeNull();
    expect(sharedValueOpened('account', 'x', sharers(5), { ...T, householdsPerAccount: 4 })).not.toBeNull();
  });
  test('another household behind the same count is another fact', () => {
    const [one, other] = [sharers(2), [...sharers(1), { ...sharers(1)[0]!, household: 'H9' }]];
    const keys = [one, one.toReversed(), other].map((all) => causeKeyOf(sharedValueOpened('id', 'f', all, T)!));
    expect([keys[0] === keys[1], keys[0] === keys[2]]).toEqual([true, false]);
  });
});

describe('R15: a heat source', () => {
  const source: HeatSourceCase = { number: 'RY1', kind: 'chp', rating: null, closing: false, tonnes: 20, installed: 1 };
  const faults = (changes: Partial<HeatSourceCase>) => heatSourceOpened({ ...source, ...changes }, T)?.cause.faults ?? null;
  test.each([
    [{}, null],
    [{ closing: true }, ['closing']],
    [{ closing: true, installed: 0 }, null],
    [{ kind: 'waste_heat', rating: 'A' }, null],
    [{ kind: 'waste_heat', rating: 'b ' }, null],
    [{ kind: 'waste_heat', rating: 'C' }, ['rating']],
    [{ kind: 'waste_heat', rating: 'B-' }, ['rating']],
    [{ kind: 'waste_heat', rating: null }, ['rating']],
    [{ kind: 'boiler', rating: 'D' }, null],
    [{ kind: 'coal_boiler', tonnes: 35 }, null],
    [{ kind: 'coal_boiler', tonnes: 34.99 }, ['small-coal-boiler']],
    [{ kind: 'coal_boiler', tonnes: null }, null],
    [{ kind: 'coal_boiler', tonnes: 10, closing: true }, ['closing', 'small-coal-boiler']],
  ] as const)('%o: %o', (changes, expected) => expect(faults(changes)).toEqual(expected));
  test('is the county’s, thirty days', () =>
    expect(heatSourceOpened({ ...source, closing: true }, T)).toMatchObject({ subject: 'heat-source:RY1', level: 'county', days: 30 }));
});

describe('R21: a visitor and a day', () => {
  const at = (seconds: number) => new Date(Date.parse('2021-01-10T01:00:00Z') + seconds * 1_000).toISOString();
  const evenly = (count: number, apart: number) => Array.from({ length: count }, (_, one) => at(one * apart));
  const reasons = (visitedAt: string[], thresholds = T) =>
    unlikelyVisitsOpened({ visitor: '张三', day: '2021-01-10', visitedAt }, thresholds)?.cause.reasons ?? null;
  test('more than twelve within any 60 minutes', () => {
    expect(reasons(evenly(12, 60))).toBeNull();
    expect(reasons(evenly(13, 300))).toEqual(['hour']); // the last 3,600 seconds after the first
    expect(reasons([...evenly(12, 300), at(3_601)])).toBeNull();
    expect(reasons([...evenly(12, 300), at(3_601)].toReversed())).toBeNull();
    expect(reasons([at(-7_200), ...evenly(13, 300)])).toEqual(['hour']);
    expect(reasons(evenly(13, 300), { ...T, visitsAnHour: 13 })).toBeNull();
  });
  test('more than sixty on the day', () => {
    expect(reasons(evenly(60, 500))).toBeNull();
    expect(reasons(evenly(61, 500))).toEqual(['day']);
    expect(reasons(evenly(61, 500), { ...T, visitsADay: 61 })).toBeNull();
  });
  test.each([
    ['2021-01-10T14:59:59Z', null],
    ['2021-01-10T15:00:00Z', ['night']],
    ['2021-01-09T16:00:00Z', ['night']],
    ['2021-01-09T20:59:59Z', ['night']],
    ['2021-01-09T21:00:00Z', null],
  ])('%s at night: %o', (instant, expected) => expect(reasons([instant])).toEqual(expected));
  test('is the township’s, seven days, and names nobody in its cause', () => {
    const found = unlikelyVisitsOpened({ visitor: '张三', day: '2021-01-10', visitedAt: evenly(61, 10) }, T)!;
    expect(found).toMatchObject({ subject: 'visitor:张三:2021-01-10', level: 'township', days: 7, urgent: false });
    expect(JSON.stringify(found.cause)).not.toContain('张三');
  });
});

describe('R22: a village', () => {
  const reasons = (IV: number, unstable: number, B: number, thresholds = T) =>
    unstableVillageOpened('140602001001', { IV, unstable, B }, thresholds)?.cause.reasons ?? null;
  test.each([
    [9, 9, 9, null],
    [10, 0, 0, null],
    [10, 1, 0, ['unstable']],
    [11, 1, 0, null],
    [20, 2, 0, ['unstable']],
    [199, 19, 0, null], // 9.55 %, which would round to 10
    [100, 0, 3, ['reburning']],
    [101, 0, 3, null], // 2.97 %, which would round to 3
    [33, 0, 1, ['reburning']],
    [34, 0, 1, null],
    [10, 1, 1, ['unstable', 'reburning']],
  ] as const)('%i compared, %i unstable, %i burning: %o', (IV, unstable, B, expected) =>
    expect(reasons(IV, unstable, B)).toEqual(expected),
  );
  test('with the thresholds of the season', () => {
    expect(reasons(9, 1, 0, { ...T, fewestCompared: 9 })).toEqual(['unstable']);
    expect(reasons(10, 1, 0, { ...T, unstablePercent: 11 })).toBeNull();
    expect(reasons(100, 0, 3, { ...T, reburnPercent: 4 })).toBeNull();
  });
  test('is the county’s, thirty days', () =>
    expect(unstableVillageOpened('V', { IV: 10, unstable: 1, B: 0 }, T)).toMatchObject({
      subject: 'village:V',
      level: 'county',
      days: 30,
    }));
});

test('R23: what verify would report, urgent', () => {
  expect(recordsDisagreeOpened({ village: 'V' }, {}, T)).toBeNull();
  expect(recordsDisagreeOpened({ village: 'V' }, { history: 2, 'roll-up': 1 }, T)).toMatchObject({
    subject: 'village:V',
    urgent: true,
    days: 1,
    level: 'county',
    cause: { checks: ['roll-up', 'history'], count: 3 },
  });
  expect(recordsDisagreeOpened({ batch: { division: '140602', number: 'B1' } }, { batch: 1 }, T)?.subject).toBe('batch:140602:B1');
});

describe('R24: a plan', () => {
  const plan = { village: 'V', year: 2020, mode: 'gas', planned: 10, installed: 10, outside: 0 } as const;
  const difference = (changes: object, asOf = '2021-01-01') =>
    planNotAsDoneOpened({ ...plan, ...changes }, asOf, T)?.cause.difference ?? null;
  test.each([
    [{}, '2021-01-01', null],
    [{ installed: 9 }, '2020-12-31', null],
    [{ installed: 9 }, '2021-01-01', -1],
    [{ installed: 11 }, '2021-01-01', 1],
    [{ outside: 5 }, '2021-01-01', null],
    [{ planned: 0, installed: 1 }, '2021-01-01', 1],
  ])('%o as of %s: %o', (changes, asOf, expected) => expect(difference(changes, asOf)).toBe(expected));
  test('is the county’s, thirty days', () =>
    expect(planNotAsDoneOpened({ ...plan, installed: 7, outside: 2 }, '2021-01-01', T)).toMatchObject({
      subject: 'plan:V:2020:gas',
      level: 'county',
      days: 30,
      cause: { planned: 10, installed: 7, outside: 2 },
    }));
});
