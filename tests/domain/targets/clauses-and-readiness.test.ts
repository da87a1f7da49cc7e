/** 进度、谁在最后、改造进度、采暖前准备, each on both sides of its boundaries. */
import { describe, expect, test } from 'vitest';
import { CLAUSE_KEYS, CLAUSES } from '~/domain/clauses/clauses';
import { paceOf } from '~/domain/clauses/pace';
import { whoIsLast } from '~/domain/clauses/who-is-last';
import { conversionSteps } from '~/domain/targets/conversion-steps';
import { readinessOf, type VillageReadiness } from '~/domain/targets/readiness';
import { seenTarget, targetForm } from '~/domain/targets/target-form';

test('every clause has its place once, in order', () => {
  expect(CLAUSES.map(({ key }) => key)).toEqual([...CLAUSE_KEYS]);
});

test('pace: a day, in tenths half up; days left rounded up; nothing guessed', () => {
  expect(paceOf({ visits: 70, days: 7, remaining: 101 })).toEqual({ tenthsADay: 100, daysLeft: 11 });
  expect(paceOf({ visits: 70, days: 7, remaining: 100 })).toEqual({ tenthsADay: 100, daysLeft: 10 });
  // 1 in 30 days is 0.033 a day, 2 are 0.067, 0.05 would be the half.
  expect([1, 2].map((visits) => paceOf({ visits, days: 30, remaining: 1 }).tenthsADay)).toEqual([0, 1]);
  expect(paceOf({ visits: 1, days: 20, remaining: 1 }).tenthsADay).toBe(1);
  expect(paceOf({ visits: 0, days: 7, remaining: 5 })).toEqual({ tenthsADay: 0, daysLeft: null });
  expect(paceOf({ visits: 0, days: 7, remaining: 0 }).daysLeft).toBe(0);
});

describe('who is last', () => {
  const place = (name: string, numerator: number, denominator: number) => ({ code: name, name, numerator, denominator });
  const last = (places: ReturnType<typeof place>[], less = false) => whoIsLast(places, less).map(({ name }) => name);
  test('the lowest rate, or the highest where less is better; places without a denominator never', () => {
    const places = [place('a', 1, 2), place('b', 1, 3), place('c', 0, 0), place('d', 2, 3)];
    expect(last(places)).toEqual(['b']);
    expect(last(places, true)).toEqual(['d']);
  });
  test('equal rates of different counts share the place; four of them or all alike are nobody', () => {
    expect(last([place('a', 1, 2), place('b', 2, 4), place('c', 3, 4)])).toEqual(['a', 'b']);
    expect(last([place('a', 1, 2), place('b', 2, 4)])).toEqual([]);
    expect(last([...'abcd'].map((name) => place(name, 0, 9)).concat(place('e', 1, 9)))).toEqual([]);
    expect(last([...'abc'].map((name) => place(name, 0, 9)).concat(place('e', 1, 9)))).toEqual(['a', 'b', 'c']);
    expect(last([place('a', 1, 2)])).toEqual([]);
    expect(last([])).toEqual([]);
  });
});

test('steps of a conversion', () => {
  const none = {
    year: 2020,
    appliedOn: null,
    agreedOn: null,
    installedOn: null,
    villageAcceptedOn: null,
    townAcceptedOn: null,
    countyAcceptedOn: null,
    connectedOn: null,
  };
  expect(conversionSteps(none)).toEqual({ started: null, installed: '2020-12-31', accepted: null, connected: null });
  expect(conversionSteps({ ...none, agreedOn: '2020-05-02', appliedOn: '2020-05-01', installedOn: '2020-08-01' })).toEqual({
    started: '2020-05-01',
    installed: '2020-08-01',
    accepted: null,
    connected: null,
  });
  // The village's own is no acceptance; a connection means that work has begun.
  expect(conversionSteps({ ...none, villageAcceptedOn: '2020-09-01', connectedOn: '2020-09-10' })).toMatchObject({
    started: '2020-09-01',
    accepted: null,
    connected: '2020-09-10',
  });
  expect(conversionSteps({ ...none, countyAcceptedOn: '2020-10-02' }).accepted).toBe('2020-10-02');
  expect(conversionSteps({ ...none, countyAcceptedOn: '2020-10-02', townAcceptedOn: '2020-10-01' }).accepted).toBe('2020-10-01');
});

describe('readiness', () => {
  const village = (more: Partial<VillageReadiness>): VillageReadiness => ({
    planned: 0,
    listed: 0,
    started: 0,
    installed: 0,
    accepted: 0,
    connected: 0,
    startsOn: '2020-11-01',
    ...more,
  });
  test('what one village has too much makes up for nothing elsewhere; without a plan the ledger says what is wanted', () => {
    expect(
      readinessOf([village({ planned: 10, listed: 12, connected: 12 }), village({ listed: 8, connected: 5 })], '2020-10-01'),
    ).toMatchObject({
      planned: 10,
      listed: 20,
      wanted: 18,
      connected: 17,
      missing: 3,
    });
  });
  test('days left, how many a day, and late from the first day of the season on', () => {
    const villages = [village({ planned: 10, connected: 3 })];
    expect(readinessOf(villages, '2020-10-29')).toMatchObject({ daysLeft: 3, neededADay: 3, late: false });
    expect(readinessOf(villages, '2020-10-31')).toMatchObject({ daysLeft: 1, neededADay: 7, late: false });
    expect(readinessOf(villages, '2020-11-01')).toMatchObject({ daysLeft: 0, neededADay: null, late: true });
    expect(readinessOf([village({ planned: 3, connected: 3 })], '2021-01-01')).toMatchObject({ missing: 0, neededADay: null, late: false });
    expect(readinessOf([village({ planned: 3, startsOn: null })], '2021-01-01')).toMatchObject({ daysLeft: null, late: false });
  });
  test('the earliest start of those that want something', () => {
    const villages = [village({ startsOn: '2020-10-01' }), village({ planned: 1, startsOn: '2020-10-20' }), village({ planned: 1 })];
    expect(readinessOf(villages, '2020-10-01').startsOn).toBe('2020-10-20');
    expect(readinessOf([], '2020-10-01')).toMatchObject({ wanted: 0, missing: 0, startsOn: null, daysLeft: null });
  });
});

test('the form of a target keeps two decimals and hands back what it showed', () => {
  const typed = { zoneType: 'all', indicator: 'coverage', target: ' 60.5 ', basis: ' 文件 ', reason: '调整', seen: '' };
  expect(targetForm.parse(typed)).toMatchObject({ target: 6050, basis: '文件', reason: '调整' });
  const codes = (more: object) => targetForm.safeParse({ ...typed, ...more }).error?.issues.map(({ message }) => message);
  expect(codes({ target: '101' })).toEqual(['target.malformed']);
  expect(codes({ reason: ' ' })).toEqual(['reason.missing']);
  expect(codes({ zoneType: 'rural', indicator: '' })).toEqual(['target.zone-missing', 'target.indicator-missing']);
  expect([seenTarget(null), seenTarget({ target: 6050, basis: null }), seenTarget({ target: 0, basis: 'x' })]).toEqual([
    '',
    '6050 ',
    '0 x',
  ]);
});
