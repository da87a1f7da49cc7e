import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '~/domain/findings/thresholds';
import { followUp } from '~/domain/plans/follow-up';
import { triggersOf } from '~/domain/plans/village-trigger';

const triggers = (compared: number, unstable: number, reburning: number) =>
  triggersOf({ compared, unstable, reburning }, DEFAULT_THRESHOLDS);

test.each([
  // Ten households at least; 10 % and 3 % count, without rounding.
  [9, 9, 9, []],
  [10, 1, 0, ['unstable']],
  [11, 1, 0, []],
  [10, 0, 0, []],
  [100, 9, 2, []],
  [100, 10, 2, ['unstable']],
  [100, 9, 3, ['reburning']],
  [100, 10, 3, ['unstable', 'reburning']],
  [34, 0, 1, []],
  [33, 0, 1, ['reburning']],
] as const)('%i compared, %i unstable, %i reburning: %j', (compared, unstable, reburning, expected) => {
  expect(triggers(compared, unstable, reburning)).toEqual(expected);
});

test('the thresholds of a season decide', () => {
  const figures = { compared: 5, unstable: 1, reburning: 1 };
  expect(triggersOf(figures, { ...DEFAULT_THRESHOLDS, fewestCompared: 5, unstablePercent: 20, reburnPercent: 21 })).toEqual(['unstable']);
});

test('more trouble never takes a trigger away, and what is flagged has a share of its limit or more', () => {
  const count = fc.integer({ min: 0, max: 500 });
  fc.assert(
    fc.property(count, count, count, (compared, a, b) => {
      const [unstable, reburning] = [Math.min(a, compared), Math.min(b, compared)];
      const now = triggers(compared, unstable, reburning);
      expect(now.includes('unstable')).toBe(compared >= 10 && unstable / compared >= 0.1 - 1e-12);
      for (const one of now) expect(triggers(compared, Math.min(compared, unstable + 1), Math.min(compared, reburning + 1))).toContain(one);
    }),
  );
});

test('a plan is followed season by season against the one that triggered it', () => {
  const season = (name: string, ...villages: [number, number, number][]) => ({
    season: name,
    villages: villages.map(([compared, unstable, reburning]) => ({ compared, unstable, reburning })),
  });
  const { seasons, flaggedAgain } = followUp(
    [season('2020-2021', [20, 4, 1], [10, 1, 0]), season('2021-2022', [40, 4, 2], [10, 0, 0]), season('2022-2023', [9, 9, 0])],
    DEFAULT_THRESHOLDS,
  );
  expect(seasons[0]).toMatchObject({ compared: 30, unstable: 5, reburning: 1, unstableChange: 0, unstableShare: 0 });
  // 5/30 → 4/50 fell, 1/30 → 2/50 rose.
  expect(seasons[1]).toMatchObject({
    unstableChange: -1,
    reburningChange: 1,
    unstableShare: -1,
    reburnShare: 1,
    triggers: ['unstable', 'reburning'],
  });
  expect(seasons[2]).toMatchObject({ unstableShare: 1, reburnShare: -1, triggers: [] });
  expect(flaggedAgain).toBe(true);
  expect(followUp([season('2020-2021', [20, 4, 1]), season('2021-2022', [20, 1, 0])], DEFAULT_THRESHOLDS).flaggedAgain).toBe(false);
  expect(followUp([season('2020-2021', [20, 4, 1]), season('2021-2022')], DEFAULT_THRESHOLDS).seasons[1]).toMatchObject({
    unstableShare: null,
    reburnShare: null,
  });
});
