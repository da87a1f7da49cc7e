import { describe, expect, test } from 'vitest';
import { addDays, dayInShanghai, earlierOf, isCalendarDay } from '~/domain/time/calendar-day';
import { currentSeason, type OpenOrClosed, seasonShown, seasonSurveyed } from '~/domain/time/current-season';
import { isSeasonName, seasonAfter, seasonBefore } from '~/domain/time/heating-season';

describe('calendar days', () => {
  test.each([
    ['2021-02-28', true],
    ['2021-02-29', false],
    ['2020-02-29', true],
    ['2021-13-01', false],
    ['2021-1-1', false],
    ['', false],
  ])('%s → %s', (text, real) => {
    expect(isCalendarDay(text)).toBe(real);
  });

  test('the day in China changes at 16:00 UTC', () => {
    expect(dayInShanghai('2020-12-31T15:59:59.999Z')).toBe('2020-12-31');
    expect(dayInShanghai('2020-12-31T16:00:00.000Z')).toBe('2021-01-01');
    expect(dayInShanghai(new Date('2021-01-01T00:00:00+08:00'))).toBe('2021-01-01');
  });

  test('counting days crosses months, years and leap days', () => {
    expect(addDays('2020-02-28', 1)).toBe('2020-02-29');
    expect(addDays('2021-01-01', -1)).toBe('2020-12-31');
    expect(earlierOf('2021-01-02', '2021-01-01')).toBe('2021-01-01');
  });
});

describe('seasons', () => {
  test.each([
    ['2020-2021', true],
    ['2020-2022', false],
    ['2021-2020', false],
    ['20-21', false],
    ['1999-2000', false],
    ['2099-2100', true],
  ])('%s → %s', (name, real) => {
    expect(isSeasonName(name)).toBe(real);
  });

  test('before and after', () => {
    expect(seasonBefore('2020-2021')).toBe('2019-2020');
    expect(seasonAfter('2020-2021')).toBe('2021-2022');
  });
});

describe('the current season', () => {
  const season = (name: string, startsOn: string | null, closed = false): OpenOrClosed => ({ name, startsOn, closed });
  const ahead = season('2021-2022', '2021-10-25');
  const running = season('2020-2021', '2020-10-25');
  const past = season('2019-2020', null, true);

  test.each([
    ['a season declared ahead is not current yet', [ahead, running, past], '2021-10-24', '2020-2021', '2020-2021'],
    ['it is from its first day', [ahead, running, past], '2021-10-25', '2021-2022', '2021-2022'],
    ['a closed one is shown and not surveyed', [ahead, { ...running, closed: true }, past], '2021-09-01', '2020-2021', '2021-2022'],
    [
      'an earlier one that is open again is surveyed',
      [
        { ...running, closed: true },
        { ...past, closed: false },
      ],
      '2021-01-01',
      '2020-2021',
      '2019-2020',
    ],
    ['without dates it begins on 1 October', [{ ...past, closed: false }], '2019-10-01', '2019-2020', '2019-2020'],
    ['before the first, the one that begins first', [ahead, running], '2020-05-01', '2020-2021', '2020-2021'],
    ['when all are closed, none is surveyed', [past], '2021-01-01', '2019-2020', null],
    ['without seasons there is none', [], '2021-01-01', undefined, null],
  ])('%s', (_name, seasons, today, shown, surveyed) => {
    expect(currentSeason(seasons, today)?.name).toBe(shown);
    expect(seasonSurveyed(seasons, today)).toBe(surveyed);
    expect(seasonShown(seasons, null, today)).toBe(surveyed ?? shown ?? null);
  });

  test('one that is asked for is shown when it exists', () => {
    expect(seasonShown([ahead, running, past], '2019-2020', '2021-10-25')).toBe('2019-2020');
    expect(seasonShown([ahead, running, past], '2000-2001', '2021-10-25')).toBe('2021-2022');
  });
});
