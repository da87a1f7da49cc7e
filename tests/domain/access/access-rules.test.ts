import { describe, expect, it } from 'vitest';
import { passwordFault } from '~/domain/access/good-password';
import { lockMinutesAfter } from '~/domain/access/lock-after-failures';
import { rolesGivenBy } from '~/domain/access/manage-accounts';
import { OPERATOR } from '~/domain/access/person';
import { safeReturnPath } from '~/domain/access/safe-return-path';
import { sessionEndsAt } from '~/domain/access/session-life';
import { isCodeBelow } from '~/domain/divisions/division-code';
import { seasonDatesFault } from '~/domain/time/season-dates';

it('the fifth wrong password in a row locks for 15 minutes, each further one twice as long, at most a day', () => {
  expect([0, 1, 4, 5, 6, 7, 11, 12, 500].map(lockMinutesAfter)).toEqual([0, 0, 0, 15, 30, 60, 960, 1440, 1440]);
});

describe('a password', () => {
  it.each([
    ['short-1', 'too-short'],
    [`${'a'.repeat(127)}12`, 'too-long'],
    ['12345678901', 'one-kind-only'],
    ['abcdefghij', 'one-kind-only'],
    ['LiMing-2021', 'contains-username'],
    ['Abc12345', 'guessed-first'],
    ['warm-house', undefined],
    ['清洁取暖a1b2', undefined],
    ['8 characters', undefined],
  ])('%s', (password, fault) => {
    expect(passwordFault(password, 'liming')).toBe(fault);
  });
});

describe('after signing in', () => {
  it.each([
    ['/coverage?season=2020-2021', '/coverage?season=2020-2021'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/sign-in?to=/x', '/'],
    ['/sign-out', '/'],
    ['/a\nb', '/'],
    ['', '/'],
    [null, '/'],
  ])('%s leads to %s', (wanted, path) => {
    expect(safeReturnPath(wanted)).toBe(path);
  });
});

it('a session at a desk ends after two idle hours and twelve in all, a cadre’s after a week and thirty days', () => {
  const created = new Date('2021-01-04T00:00:00Z');
  const later = (hours: number) => new Date(created.getTime() + hours * 3_600_000);
  expect(sessionEndsAt('county', created, created)).toEqual(later(2));
  expect(sessionEndsAt('county', created, later(11))).toEqual(later(12));
  expect(sessionEndsAt('cadre', created, created)).toEqual(later(7 * 24));
  expect(sessionEndsAt('cadre', created, later(29 * 24))).toEqual(later(30 * 24));
});

it('only an administrator makes administrators; county and below make nobody', () => {
  const person = (role: 'city' | 'county' | 'admin') => ({ accountId: 'x', username: 'x', name: 'x', role, divisions: [] });
  expect(rolesGivenBy(person('city'))).toEqual(['cadre', 'township', 'county', 'city', 'auditor']);
  expect(rolesGivenBy(person('admin'))).toContain('admin');
  expect(rolesGivenBy(OPERATOR)).toContain('admin');
  expect(rolesGivenBy(person('county'))).toEqual([]);
});

it('a new code has the length of its level and begins with the code above', () => {
  const township = { code: '140602004', level: 'township' } as const;
  expect(isCodeBelow(township, '140602004299')).toBe(true);
  expect(isCodeBelow(township, '14060200429')).toBe(false);
  expect(isCodeBelow(township, '140602005299')).toBe(false);
  expect(isCodeBelow(township, '14060200429a')).toBe(false);
  expect(isCodeBelow({ code: '140602004299', level: 'village' }, '140602004299001')).toBe(false);
});

it('a season starts in the second half of its first year and ends by July of its second', () => {
  expect(seasonDatesFault('2020-2021', '2020-10-01', '2021-04-30')).toBeUndefined();
  expect(seasonDatesFault('2020-2021', '2020-06-30', '2021-04-30')).toBe('season.starts-outside');
  expect(seasonDatesFault('2020-2021', '2021-01-01', '2021-04-30')).toBe('season.starts-outside');
  expect(seasonDatesFault('2020-2021', '2020-11-01', '2021-08-01')).toBe('season.ends-outside');
  expect(seasonDatesFault('2020-2021', '2020-11-01', '2020-10-31')).toBe('season.ends-before-start');
});
