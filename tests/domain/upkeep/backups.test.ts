import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBackupDue } from '~/domain/upkeep/backup-due';
import { keptBackups } from '~/domain/upkeep/kept-backups';
import { isLeftOut } from '~/domain/upkeep/left-out-of-backup';

const DAY = 86_400_000;
const BEGIN = Date.parse('2020-01-01T00:00:00Z');
/** Backups at any instants within two years, two at the same instant among them. */
const backups = fc
  .array(fc.integer({ min: 0, max: 730 * 24 }), { maxLength: 80 })
  .map((hours) => hours.map((hour, i) => ({ name: `b${i}`, madeAt: new Date(BEGIN + hour * 3_600_000).toISOString() })));

/** Days since 1970 in China, without the code under test. */
const chinaDay = (madeAt: string) => Math.floor((Date.parse(madeAt) + 8 * 3_600_000) / DAY);

describe('keptBackups', () => {
  test('keeps the newest, at most 23, and nothing that was not given', () => {
    fc.assert(
      fc.property(backups, (all) => {
        const kept = keptBackups(all);
        expect(kept.size).toBeLessThanOrEqual(7 + 4 + 12);
        expect([...kept].every((name) => all.some((one) => one.name === name))).toBe(true);
        const newest = Math.max(...all.map(({ madeAt }) => Date.parse(madeAt)));
        if (all.length > 0) expect(all.some((one) => kept.has(one.name) && Date.parse(one.madeAt) === newest)).toBe(true);
      }),
    );
  });

  test('keeps for each of the last 7 days, 4 weeks and 12 months that have one its newest', () => {
    const periods = [
      [7, (madeAt: string) => chinaDay(madeAt)],
      // 1970-01-01 was a Thursday: day 4 was a Monday.
      [4, (madeAt: string) => Math.floor((chinaDay(madeAt) - 4) / 7)],
      [12, (madeAt: string) => new Date(chinaDay(madeAt) * DAY).toISOString().slice(0, 7)],
    ] as const;
    fc.assert(
      fc.property(backups, (all) => {
        const kept = keptBackups(all);
        for (const [most, periodOf] of periods) {
          const groups = grouped(all, (one) => periodOf(one.madeAt));
          const last = [...groups.values()]
            .map(
              (group) =>
                group
                  .map(({ madeAt }) => madeAt)
                  .sort()
                  .at(-1)!,
            )
            .sort()
            .slice(-most);
          for (const madeAt of last) expect(all.some((one) => one.madeAt === madeAt && kept.has(one.name))).toBe(true);
        }
      }),
    );
  });

  test('is stable: what a night keeps, the next night keeps or replaces by a newer one', () => {
    fc.assert(
      fc.property(backups, (all) => {
        const kept = keptBackups(all);
        expect(keptBackups(all.filter(({ name }) => kept.has(name)))).toEqual(kept);
      }),
    );
  });

  test('of a backup each night for two years: 7 days, 4 weeks, 12 months', () => {
    const all = Array.from({ length: 730 }, (_, i) => ({
      name: `n${i}`,
      madeAt: new Date(BEGIN + i * DAY + 18 * 3_600_000).toISOString(),
    }));
    const days = [...keptBackups(all)].map((name) => chinaDay(all[Number(name.slice(1))]!.madeAt)).sort((a, b) => b - a);
    // 2021-12-31 in China, a Friday. Seven days back to the 25th, Sundays 26 (in them), 19 and 12, and the ends of eleven months.
    expect(days.map((day) => new Date(day * DAY).toISOString().slice(0, 10))).toEqual([
      '2021-12-31',
      '2021-12-30',
      '2021-12-29',
      '2021-12-28',
      '2021-12-27',
      '2021-12-26',
      '2021-12-25',
      '2021-12-19',
      '2021-12-12',
      '2021-11-30',
      '2021-10-31',
      '2021-09-30',
      '2021-08-31',
      '2021-07-31',
      '2021-06-30',
      '2021-05-31',
      '2021-04-30',
      '2021-03-31',
      '2021-02-28',
      '2021-01-31',
    ]);
  });
});

function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

describe('isBackupDue', () => {
  test.each([
    ['2021-01-09T17:59:59Z', null, false], // 01:59 in China
    ['2021-01-09T18:00:00Z', null, true], // 02:00
    ['2021-01-09T18:30:00Z', '2021-01-09T18:00:00Z', false], // made this night
    ['2021-01-10T18:00:00Z', '2021-01-09T18:00:00Z', true],
    ['2021-01-10T07:00:00Z', '2021-01-08T18:00:00Z', true], // the machine was off at night
    ['2021-01-10T15:59:59Z', '2021-01-09T18:00:00Z', false],
  ])('at %s, the last at %s: %s', (now, last, due) => expect(isBackupDue(new Date(now), last)).toBe(due));
});

test('sessions stay behind, records never', () => {
  expect(isLeftOut('session')).toBe(true);
  for (const table of ['household', 'history', 'account', 'photo', '_prisma_migrations']) expect(isLeftOut(table)).toBe(false);
});
