/** The numbers of the rules (docs/definitions.md#rules), and what a season keeps of them. */
import { describe, expect, test } from 'vitest';
import { DEADLINES, DEFAULT_THRESHOLDS, NUMBERED_THRESHOLDS, THRESHOLD_RANGES, thresholdsOf } from '~/domain/findings/thresholds';

describe('thresholds', () => {
  test('are those of the rules', () => {
    const { days, ...numbers } = DEFAULT_THRESHOLDS;
    expect(numbers).toEqual({
      coldBelow: 16,
      visitsAnHour: 12,
      visitsADay: 60,
      fewestCompared: 10,
      unstablePercent: 10,
      reburnPercent: 3,
      householdsPerAccount: 3,
    });
    const [thirty, week, one] = [
      ['R01', 'R02', 'R03', 'R04', 'R07', 'R11', 'R15', 'R16', 'R22', 'R24'],
      ['R08', 'R09', 'R21'],
      ['R12.urgent', 'R23', 'R25'],
    ] as const;
    for (const name of DEADLINES) {
      const among = (list: readonly string[]) => list.includes(name);
      expect(days[name], name).toBe(among(thirty) ? 30 : among(week) ? 7 : among(one) ? 1 : 15);
    }
  });
  test('a season that keeps nothing has the defaults, one that keeps some has these', () => {
    expect([thresholdsOf(null), thresholdsOf(undefined), thresholdsOf({})]).toEqual(Array(3).fill(DEFAULT_THRESHOLDS));
    const own = thresholdsOf({ coldBelow: 18, days: { R09: 3 }, ofAnotherVersion: 1 });
    expect(own).toEqual({ ...DEFAULT_THRESHOLDS, coldBelow: 18, days: { ...DEFAULT_THRESHOLDS.days, R09: 3 } });
  });
  test('a number out of its range is refused, the ends are in it', () => {
    for (const name of NUMBERED_THRESHOLDS) {
      const { least, most, step } = THRESHOLD_RANGES[name];
      expect([thresholdsOf({ [name]: least })[name], thresholdsOf({ [name]: most })[name]]).toEqual([least, most]);
      for (const wrong of [least - step, most + step, least + step / 2]) expect(() => thresholdsOf({ [name]: wrong }), name).toThrow();
      expect(DEFAULT_THRESHOLDS[name]).toBeGreaterThanOrEqual(least);
    }
    expect(() => thresholdsOf({ days: { R01: 0 } })).toThrow();
    expect(() => thresholdsOf({ days: { R01: 366 } })).toThrow();
  });
});
