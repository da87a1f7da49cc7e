import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measure } from '~/domain/indicators/measures';
import { addUp, figureDifferences, householdDifferences, type RecordedFacts } from '~/domain/report/replay';

const PATHS: Record<string, string[]> = { v1: ['v1', 't1', 'c'], v2: ['v2', 't1', 'c'], v3: ['v3', 't2', 'c'] };
const pathOf = (village: string) => PATHS[village]!;
const fact = (household: string, village: string, sums: RecordedFacts['sums']): RecordedFacts => ({ household, village, sums });

describe('replay', () => {
  test('adds up a household in its village and everything above it', () => {
    const figures = addUp([fact('1', 'v1', { H: 1, due: 50_000 }), fact('2', 'v2', { H: 1, V: 1 }), fact('3', 'v3', { H: 1 })], pathOf);
    const of = (code: string) => [figures.get(code)!.H, figures.get(code)!.V, figures.get(code)!.due];
    expect([of('v1'), of('v2'), of('v3'), of('t1'), of('t2'), of('c')]).toEqual([
      [1, 0, 50_000],
      [1, 1, 0],
      [1, 0, 0],
      [2, 1, 50_000],
      [1, 0, 0],
      [3, 1, 50_000],
    ]);
  });

  test('names the household that moved, the one that came and the one that went', () => {
    const frozen = [fact('1', 'v1', { H: 1 }), fact('2', 'v1', { H: 1, B: 1 })];
    const now = [fact('1', 'v2', { H: 1 }), fact('3', 'v1', { H: 1 })];
    expect(householdDifferences(frozen, now)).toEqual([
      { household: '1', village: 'v1', measure: 'H', frozen: 1, now: 0 },
      { household: '1', village: 'v2', measure: 'H', frozen: 0, now: 1 },
      { household: '2', village: 'v1', measure: 'H', frozen: 1, now: 0 },
      { household: '2', village: 'v1', measure: 'B', frozen: 1, now: 0 },
      { household: '3', village: 'v1', measure: 'H', frozen: 0, now: 1 },
    ]);
  });

  const register = fc.uniqueArray(
    fc.record({
      household: fc.nat(30).map(String),
      village: fc.constantFrom('v1', 'v2', 'v3'),
      sums: fc.dictionary(fc.constantFrom<Measure>('H', 'V', 'B', 'due'), fc.integer({ min: 1, max: 9 })),
    }),
    { selector: ({ household }) => household },
  );

  test('the households behind a figure add up to its difference, for any two registers', () => {
    fc.assert(
      fc.property(register, register, (before, after) => {
        const [frozen, now] = [before as RecordedFacts[], after as RecordedFacts[]];
        const behind = householdDifferences(frozen, now);
        const differences = figureDifferences(addUp(frozen, pathOf), addUp(now, pathOf));
        for (const code of ['v1', 'v2', 'v3', 't1', 't2', 'c'])
          for (const measure of ['H', 'V', 'B', 'due'] as const) {
            const told = differences.find((one) => one.division === code && one.measure === measure);
            const sum = behind
              .filter((one) => one.measure === measure && PATHS[one.village]!.includes(code))
              .reduce((total, one) => total + one.now - one.frozen, 0);
            expect(told ? told.now - told.frozen : 0).toBe(sum);
          }
      }),
    );
  });
});
