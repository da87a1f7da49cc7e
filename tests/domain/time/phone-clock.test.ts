import { describe, expect, test } from 'vitest';
import { clockWords } from '~/domain/time/clock-words';
import { aheadWhen, clockReading, instantOf, trueInstant } from '~/domain/time/phone-clock';

const DAY = 86_400;
const at = (text: string) => `2026-11-${text}.000Z`;

describe('what an answer of the server says of the clock', () => {
  test('the difference to the middle of the way there and back', () => {
    expect(clockReading('2026-12-28T08:00:00.000Z', '2026-12-28T08:00:02.000Z', '2026-11-28T08:00:01.000Z')).toEqual({
      aheadSeconds: 30 * DAY,
      at: '2026-12-28T08:00:02.000Z',
    });
    expect(clockReading('2014-11-28T08:00:00.000Z', '2014-11-28T08:00:00.000Z', '2026-11-28T08:00:00.000Z')?.aheadSeconds).toBe(
      -4383 * DAY,
    );
  });

  test('below two minutes, or when it may all be the slow line, there is none', () => {
    expect(clockReading(at('28T08:01:50'), at('28T08:01:50'), at('28T08:00:00'))?.aheadSeconds).toBe(0);
    expect(clockReading(at('28T08:03:00'), at('28T08:03:00'), at('28T08:00:00'))?.aheadSeconds).toBe(180);
    // The request took two minutes each way, so a difference of three minutes may be none, but one of an hour is real.
    expect(clockReading(at('28T08:02:00'), at('28T08:04:00'), at('28T08:00:00'))?.aheadSeconds).toBe(0);
    expect(clockReading(at('28T09:00:00'), at('28T09:02:00'), at('28T08:00:00'))?.aheadSeconds).toBe(3_660);
  });

  test('nothing without a time, or when the clock was set while the answer was on its way', () => {
    expect(clockReading(at('28T08:00:00'), at('28T08:00:01'), 'Saturday')).toBeNull();
    expect(clockReading(at('28T08:00:00'), at('27T08:00:01'), at('28T08:00:00'))).toBeNull();
  });
});

describe('how far ahead it is later', () => {
  const ahead = { aheadSeconds: 30 * DAY, at: '2026-12-28T08:00:00.000Z' };
  const right = { aheadSeconds: 0, at: at('28T08:00:00') };
  const behind = { aheadSeconds: -4383 * DAY, at: '2014-11-28T08:00:00.000Z' };

  test('as it was, while the clock runs on', () => {
    expect(aheadWhen(null, at('28T08:00:00'))).toBe(0);
    expect(aheadWhen(ahead, '2026-12-29T08:00:00.000Z')).toBe(30 * DAY);
    expect(trueInstant(ahead, '2026-12-29T08:00:00.000Z')).toBe(at('29T08:00:00'));
    expect(trueInstant(behind, '2014-11-28T09:00:00.000Z')).toBe(at('28T09:00:00'));
  });

  test('set right meanwhile, there is no difference any more', () => {
    expect(aheadWhen(ahead, at('28T09:00:00'))).toBe(0);
    expect(aheadWhen(behind, at('28T09:00:00'))).toBe(0);
  });

  test('before the last answer the clock is behind, by at least what is missing', () => {
    expect(aheadWhen(right, '2014-11-28T08:00:00.000Z')).toBe(-4383 * DAY);
    expect(aheadWhen(ahead, '2014-11-28T08:00:00.000Z')).toBe(-4383 * DAY);
  });
});

describe('when it was that the clock showed a time', () => {
  const right = { aheadSeconds: 0, at: at('28T08:00:00') };

  test('by what was known then', () => {
    const ahead = { aheadSeconds: 3 * DAY, at: '2026-12-01T08:00:00.000Z' };
    const said = '2026-12-01T10:00:00.000Z';
    expect(instantOf({ said, reading: ahead }, ahead, '2026-12-01T11:00:00.000Z')).toEqual({
      said,
      aheadSeconds: 3 * DAY,
      at: at('28T10:00:00'),
    });
    // The clock is right when the visit is submitted; the time of opening is still corrected.
    const rightNow = { aheadSeconds: 0, at: at('28T11:00:00') };
    expect(instantOf({ said, reading: ahead }, rightNow, at('28T11:00:00')).at).toBe(at('28T10:00:00'));
  });

  test.each([
    ['3 days ahead', 3 * DAY, '2026-12-01T09:00:00.000Z', '2026-12-01T10:00:00.000Z'],
    ['3 days behind', -3 * DAY, '2026-11-25T09:00:00.000Z', '2026-11-25T10:00:00.000Z'],
    ['12 years behind', -4383 * DAY, '2014-11-28T09:00:00.000Z', '2014-11-28T10:00:00.000Z'],
  ])('set wrong since the last answer (%s): by the next one', (_name, aheadSeconds, said, later) => {
    expect(instantOf({ said, reading: right }, { aheadSeconds, at: later }, later)).toEqual({ said, aheadSeconds, at: at('28T09:00:00') });
  });

  test('of an older app, which knew nothing of the clock, by what is known now', () => {
    const said = '2026-12-28T08:30:00.000Z';
    const latest = { aheadSeconds: 30 * DAY, at: '2026-12-28T09:00:00.000Z' };
    expect(instantOf({ said, reading: null }, latest, '2026-12-28T09:00:00.000Z').at).toBe(at('28T08:30:00'));
    expect(instantOf({ said: at('28T08:30:00'), reading: null }, null, at('28T09:00:00'))).toMatchObject({
      aheadSeconds: 0,
      at: at('28T08:30:00'),
    });
  });
});

test.each([
  [30 * DAY, 'ahead', 'days', 30],
  [-4383 * DAY, 'behind', 'years', 12],
  [400 * DAY, 'ahead', 'days', 400],
  [7_200, 'ahead', 'hours', 2],
  [3_600, 'ahead', 'minutes', 60],
  [-150, 'behind', 'minutes', 3],
] as const)('%i seconds in words', (seconds, way, unit, count) => {
  expect(clockWords(seconds)).toEqual({ way, unit, count });
});

test('a clock that is right needs no words', () => expect(clockWords(0)).toBeNull());
