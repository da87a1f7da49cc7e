import { expect, test } from 'vitest';
import { atClockInShanghai, clockInShanghai } from '~/domain/time/china-clock';

test('China’s clock is eight hours ahead of UTC, over the ends of day, month and year', () => {
  expect(clockInShanghai('2020-12-31T16:00:00Z')).toBe('2021-01-01T00:00:00');
  expect(clockInShanghai('2021-02-28T15:59:59.999Z')).toBe('2021-02-28T23:59:59');
  expect(clockInShanghai('2021-01-10T10:00:00+08:00')).toBe('2021-01-10T10:00:00');
  expect(clockInShanghai(new Date('2021-01-10T02:30:05Z'))).toBe('2021-01-10T10:30:05');
});

test('what the clock shows leads back to the instant', () => {
  expect(atClockInShanghai('2021-01-10T10:00:00')).toBe('2021-01-10T10:00:00+08:00');
  expect(new Date(atClockInShanghai(clockInShanghai('2021-06-30T20:15:00Z'))).toISOString()).toBe('2021-06-30T20:15:00.000Z');
});

test('what is no instant is refused', () => {
  expect(() => clockInShanghai('yesterday')).toThrow(RangeError);
});
