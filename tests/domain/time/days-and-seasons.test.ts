import { describe, expect, test } from 'vitest';
import { addDays, dayInShanghai, earlierOf, isCalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName, seasonAfter, seasonBefore } from '~/domain/time/heating-season';

describe('calendar days', () => {
  test.each([['2021-02-28', true], ['2021-02-29', false], ['2020-02-29', true], ['2021-13-01', false], ['2021-1-1', false], ['', false]])('%s → %s', (text, real) => {
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
  test.each([['2020-2021', true], ['2020-2022', false], ['2021-2020', false], ['20-21', false], ['1999-2000', false], ['2099-2100', true]])('%s → %s', (name, real) => {
    expect(isSeasonName(name)).toBe(real);
  });

  test('before and after', () => {
    expect(seasonBefore('2020-2021')).toBe('2019-2020');
    expect(seasonAfter('2020-2021')).toBe('2021-2022');
  });
});
