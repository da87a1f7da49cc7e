import { describe, expect, test } from 'vitest';
import { changeInPoints } from '~/domain/indicators/change-of-rate';
import { compareAnswers, compareRooms, countChanges, type Room } from '~/domain/review/compare-visits';
import { qualityHints } from '~/domain/review/quality-hints';
import type { VisitAnswers } from '~/domain/survey/visit-answers';

const WORKS: VisitAnswers = {
  mainHeat: 'gas',
  connected: true,
  stability: 'stable',
  coalStock: 'none',
  stove: 'removed',
  boughtCoal: false,
};

describe('this season beside last season', () => {
  test('an equal visit has no changes', () => {
    expect(compareAnswers(WORKS, { ...WORKS }).map(({ change }) => change)).toEqual(Array(6).fill('same'));
    expect(countChanges(WORKS, WORKS)).toBe(0);
  });

  test('tells what changed, what is new and what is gone, in the order of the form', () => {
    const after: VisitAnswers = { ...WORKS, stability: 'mostly', roomTemperature: 18 };
    const { boughtCoal: _, ...without } = after;
    expect(compareAnswers(WORKS, without).map(({ question, change }) => [question, change])).toEqual([
      ['mainHeat', 'same'],
      ['connected', 'same'],
      ['stability', 'changed'],
      ['roomTemperature', 'new'],
      ['coalStock', 'same'],
      ['stove', 'same'],
      ['boughtCoal', 'gone'],
    ]);
    expect(countChanges(WORKS, without)).toBe(3);
  });

  test('lists are compared as sets', () => {
    const before: VisitAnswers = { otherHeat: ['wood', 'electric_spot'] };
    expect(countChanges(before, { otherHeat: ['electric_spot', 'wood'] })).toBe(0);
    expect(countChanges(before, { otherHeat: ['electric_spot'] })).toBe(1);
  });

  test('requests and notes are shown and not counted', () => {
    const after: VisitAnswers = { ...WORKS, request: '想换锅炉', note: '院门朝南' };
    expect(countChanges(WORKS, after)).toBe(0);
    expect(
      compareAnswers(WORKS, after)
        .filter(({ change }) => change === 'new')
        .map(({ question }) => question),
    ).toEqual(['request', 'note']);
  });

  const worse: [string, VisitAnswers, VisitAnswers, boolean][] = [
    ['clean heat given up', { mainHeat: 'gas' }, { mainHeat: 'loose_coal' }, true],
    ['one clean heat for another', { mainHeat: 'gas' }, { mainHeat: 'district_heat' }, false],
    ['loose coal beside', { otherHeat: ['wood'] }, { otherHeat: ['wood', 'loose_coal'] }, true],
    ['disconnected', { connected: true }, { connected: false }, true],
    ['connected at last', { connected: false }, { connected: true }, false],
    ['less stable', { stability: 'stable' }, { stability: 'unstable' }, true],
    ['more stable', { stability: 'unable' }, { stability: 'mostly' }, false],
    ['colder, and cold', { roomTemperature: 19 }, { roomTemperature: 15.9 }, true],
    ['colder, yet warm enough', { roomTemperature: 22 }, { roomTemperature: 16 }, false],
    ['cold, but warmer than before', { roomTemperature: 10 }, { roomTemperature: 15 }, false],
    ['stove back in use', { stove: 'removed' }, { stove: 'in_use' }, true],
    ['stove taken out', { stove: 'in_use' }, { stove: 'removed' }, false],
    ['coal bought again', { boughtCoal: false }, { boughtCoal: true }, true],
    ['loose coal in the yard', { coalStock: 'clean' }, { coalStock: 'loose' }, true],
    ['smoke', { smoke: false }, { smoke: true }, true],
    ['another cause', { unstableCauses: ['停气'] }, { unstableCauses: ['停气', '停电'] }, true],
    ['one cause less', { unstableCauses: ['停气', '停电'] }, { unstableCauses: ['停电'] }, false],
    ['less money', { subsidyAmount: 120_000 }, { subsidyAmount: 119_999 }, true],
    ['less content', { satisfaction: 'good' }, { satisfaction: 'so_so' }, true],
    ['nothing known before', {}, { stove: 'in_use' }, false],
  ];
  test.each(worse)('%s', (_name, before, after, expected) => {
    expect(compareAnswers(before, after).some((answer) => answer.worse)).toBe(expected);
  });

  test('rooms are compared by their number', () => {
    const main: Room = { room: 1, kind: 'main', heatedArea: 6_000, letting: 'own', connected: true, use: 'normal' };
    const south: Room = { room: 2, kind: 'south', heatedArea: 2_000, letting: 'let', connected: true, use: 'normal' };
    const compared = compareRooms(
      [main, south],
      [
        { ...south, connected: false, use: 'coal', heatedArea: 2_100 },
        { ...main, room: 3 },
      ],
    );
    expect(compared.map(({ room, changed, worse: bad }) => ({ room, changed, bad }))).toEqual([
      { room: 1, changed: [], bad: [] },
      { room: 2, changed: ['heatedArea', 'connected', 'use'], bad: ['connected', 'use'] },
      { room: 3, changed: [], bad: [] },
    ]);
    expect([compared[0]!.after, compared[2]!.before]).toEqual([null, null]);
  });
});

describe('hints on quality', () => {
  const usual = {
    visitedAt: '2021-01-10T02:00:00Z',
    day: '2021-01-10',
    visitsWithinTheHour: 12,
    visitsAnHour: 12,
    seasonStartsOn: '2020-11-01',
  };
  test('an ordinary visit has none', () => expect(qualityHints(usual)).toEqual([]));
  test.each([
    ['2021-01-09T14:59:59Z', false], // 22:59:59 in China
    ['2021-01-09T15:00:00Z', true], // 23:00
    ['2021-01-09T16:00:00Z', true], // 00:00
    ['2021-01-09T20:59:59Z', true], // 04:59:59
    ['2021-01-09T21:00:00Z', false], // 05:00
  ])('%s at night: %s', (visitedAt, night) => expect(qualityHints({ ...usual, visitedAt }).includes('night')).toBe(night));
  test('thirteen visits within the hour are many', () =>
    expect(qualityHints({ ...usual, visitsWithinTheHour: 13 })).toEqual(['many-in-an-hour']));
  test('unless the season has another threshold', () =>
    expect([13, 14].map((visits) => qualityHints({ ...usual, visitsWithinTheHour: visits, visitsAnHour: 13 }))).toEqual([
      [],
      ['many-in-an-hour'],
    ]));
  test('the day before the season is too early, the first day is not', () => {
    expect(qualityHints({ ...usual, day: '2020-10-31' })).toEqual(['before-season']);
    expect(qualityHints({ ...usual, day: '2020-11-01' })).toEqual([]);
    expect(qualityHints({ ...usual, day: '2020-10-31', seasonStartsOn: null })).toEqual([]);
  });
});

describe('the change of a rate', () => {
  const of = (numerator: number, denominator: number) => ({ numerator, denominator });
  test.each([
    [of(3, 4), of(1, 2), 25],
    [of(1, 3), of(2, 3), -33.33],
    [of(238, 319), of(238, 319), 0],
    [of(1, 8), of(0, 5), 12.5],
    [of(10_005, 1_000_000), of(1, 100), 0], // 0.0005 points: half of a hundredth is 0.005
    [of(10_050, 1_000_000), of(1, 100), 0.01], // half a hundredth goes up
    [of(9_950, 1_000_000), of(1, 100), -0.01], // and away from zero
  ])('%o after %o is %d points', (now, before, points) => expect(changeInPoints(now, before)).toBe(points));
  test('there is none from nothing or to nothing', () => {
    expect(changeInPoints(of(0, 0), of(1, 2))).toBeNull();
    expect(changeInPoints(of(1, 2), of(0, 0))).toBeNull();
  });
  test('areas of a province are exact', () =>
    expect(changeInPoints(of(123_456_789.01, 987_654_321.02), of(123_456_789, 987_654_321.02))).toBe(0));
});
