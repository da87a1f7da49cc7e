import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVELS, type LevelAmounts } from '~/domain/subsidy/funding-levels';
import { owedByLevel } from '~/domain/subsidy/owed-by-level';

const amounts = (more: Partial<LevelAmounts>): LevelAmounts => ({ central: 0, province: 0, city: 0, county: 0, ...more });

describe('owedByLevel', () => {
  test('each level owes its part; what it sent is taken off', () => {
    const due = amounts({ central: 100, province: 200, city: 300, county: 400 });
    expect(owedByLevel(due, amounts({}))).toEqual(due);
    expect(owedByLevel(due, amounts({ province: 200, county: 150 }))).toEqual(amounts({ central: 100, city: 300, county: 250 }));
  });

  test('a county that advanced the city’s half leaves nothing to send', () => {
    expect(owedByLevel(amounts({ city: 50_000, county: 50_000 }), amounts({ county: 100_000 }))).toEqual(amounts({}));
  });

  test('a county that advanced part of it: the centre makes up its part before the city', () => {
    const due = amounts({ central: 30_000, city: 50_000, county: 20_000 });
    expect(owedByLevel(due, amounts({ county: 40_000 }))).toEqual(amounts({ central: 30_000, city: 30_000 }));
    expect(owedByLevel(due, amounts({ county: 75_000 }))).toEqual(amounts({ central: 25_000 }));
  });

  test('province stands before city and county, whatever their names', () => {
    expect(owedByLevel(amounts({ province: 100, city: 100, county: 100 }), amounts({ central: 150 }))).toEqual(
      amounts({ province: 100, city: 50 }),
    );
  });

  test('never more than the entitlement is short of, never more than a level is behind, and all of what is short', () => {
    const random = fc.record({ central: fc.nat(1000), province: fc.nat(1000), city: fc.nat(1000), county: fc.nat(1000) });
    const sum = (of: LevelAmounts) => LEVELS.reduce((total, level) => total + of[level], 0);
    fc.assert(
      fc.property(random, random, (due, sent) => {
        const owed = owedByLevel(due, sent);
        expect(sum(owed)).toBe(Math.max(0, sum(due) - sum(sent)));
        for (const level of LEVELS) {
          expect(owed[level]).toBeGreaterThanOrEqual(0);
          expect(owed[level]).toBeLessThanOrEqual(Math.max(0, due[level] - sent[level]));
        }
      }),
    );
  });
});
