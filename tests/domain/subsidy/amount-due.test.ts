import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountDue, splitByLevel } from '~/domain/subsidy/amount-due';
import { LEVELS } from '~/domain/subsidy/funding-levels';
import { WHOLE_SHARE } from '~/domain/subsidy/shares';
import { policy, TAIYUAN_GAS, units, yuan } from './policies';

const due = (of: Parameters<typeof policy>[0], quantity: number, given = 0) => amountDue(policy(of), units(quantity), yuan(given)).due;

describe('published amounts', () => {
  test('Taiyuan gas 2019: 1,500 × 1.36 + 750 × 1.10 = 2,865.00, and nothing beyond 2,250 m³', () => {
    expect(due(TAIYUAN_GAS, 2250)).toBe(2865_00);
    expect(due(TAIYUAN_GAS, 5000)).toBe(2865_00);
    expect(due({ ...TAIYUAN_GAS, cap: '' }, 5000)).toBe(2865_00);
    expect(due(TAIYUAN_GAS, 1500)).toBe(2040_00);
    expect(due(TAIYUAN_GAS, 1500.5)).toBe(2040_55);
  });
  test('Datong Xinrong and Taiyuan: 12,000 kWh × 0.20 = 2,400.00, capped there', () => {
    const electric = { unit: '元/kWh', rate: '0.2', cap: '2400' } as const;
    expect(due(electric, 12_000)).toBe(2400_00);
    expect(due(electric, 12_001)).toBe(2400_00);
    expect(due(electric, 11_999)).toBe(2399_80);
  });
  test('Handan: 10,000 kWh × 0.12 = 1,200.00, a third of each level', () => {
    const third = amountDue(policy({ rate: '0.12', cap: '1200', shares: '省:0.3333;市:0.3333;县:0.3334' }), units(10_000));
    expect(third).toMatchObject({ due: 1200_00, levels: { central: 0, province: 399_96, city: 399_96, county: 400_08 } });
    const exact = amountDue(policy({ rate: '0.12', cap: '1200', shares: '省:0.333333;市:0.333333;县:0.333334' }), units(10_000));
    expect(exact.levels).toEqual({ central: 0, province: 400_00, city: 400_00, county: 400_00 });
  });
  test('Handan equipment: 7,400.00 = 3,700 + 1,850 + 1,850', () => {
    const handan = policy({ kind: '设备', unit: '元/户', rate: '7400', shares: '中央:0;省:0.5;市:0.25;县:0.25' });
    expect(amountDue(handan, units(1)).levels).toEqual({ central: 0, province: 3700_00, city: 1850_00, county: 1850_00 });
  });
  test('80 % of the cost capped 4,800: 5,000 → 4,000; 10,000 → 4,800', () => {
    const device = { kind: '设备', unit: '比例', rate: '0.8', cap: '4800' } as const;
    expect([due(device, 5_000), due(device, 10_000)]).toEqual([4000_00, 4800_00]);
  });
  test('90 % capped 5,400, then 100 % of the remainder capped 6,000: 10,000 → 5,400 + 4,600', () => {
    expect(due({ kind: '设备', unit: '比例', rate: '0.9', cap: '5400' }, 10_000)).toBe(5400_00);
    const special = { kind: '设备', unit: '比例', rate: '1', cap: '6000', basis: '余额' } as const;
    expect([due(special, 10_000, 5400), due(special, 20_000, 5400), due(special, 5_000, 5400)]).toEqual([4600_00, 6000_00, 0]);
  });
  test('Yangquan methanol: 1.5 t × 1,600 = 2,400.00', () => {
    expect(due({ unit: '元/t', rate: '', tiers: '0-1.5:1600' }, 1.5)).toBe(2400_00);
    expect(due({ unit: '元/t', rate: '', tiers: '0-1.5:1600' }, 2)).toBe(2400_00);
  });
  test('Yangquan electricity: 0.1 元/kWh of each level, 1,000 元 each', () => {
    const yangquan = policy({ rate: '0.2', shares: '市:0.5<=1000;县:0.5<=1000' });
    expect(amountDue(yangquan, units(15_000))).toMatchObject({ due: 2000_00, levels: { city: 1000_00, county: 1000_00 } });
    expect(amountDue(yangquan, units(8_000))).toMatchObject({ due: 1600_00, levels: { city: 800_00, county: 800_00 } });
  });
  test('per m² of heated area', () => expect(due({ unit: '元/㎡', rate: '3.56' }, 81.25)).toBe(289_25));
});

describe('rounding', () => {
  test.each([
    [1, 0],
    [2.499, 0],
    [2.5, 1],
    [7.499, 1],
    [7.5, 2],
    [12.5, 3],
  ])('%d kWh × 0.002 元 is rounded half up to %i 分', (quantity, fen) => expect(due({ rate: '0.002' }, quantity)).toBe(fen));
  test('once at the end, not tier by tier: 0.4 分 and 0.4 分 are 1 分', () => {
    expect(due({ rate: '', tiers: '0-1:0.004;1-2:0.004' }, 2)).toBe(1);
  });
  test('what is left over goes to the largest remainder, of equal ones to the lower level', () => {
    const half = [
      { level: 'city', share: WHOLE_SHARE / 2, cap: null },
      { level: 'county', share: WHOLE_SHARE / 2, cap: null },
    ] as const;
    expect(splitByLevel(101, half).levels).toEqual({ central: 0, province: 0, city: 50, county: 51 });
    const uneven = [
      { level: 'central', share: 600_000, cap: null },
      { level: 'county', share: 400_000, cap: null },
    ] as const;
    expect(splitByLevel(1, uneven).levels).toMatchObject({ central: 1, county: 0 });
  });
  test('a quantity that is no quantity is refused', () => {
    for (const quantity of [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER]) {
      expect(() => amountDue(policy({ rate: '100' }), quantity)).toThrow('entitlement.quantity-wrong');
    }
  });
});

/** Any policy: a rate or tiers, perhaps a cap, shares of the levels, perhaps with caps of their own. */
const anyPolicy = fc
  .record({
    rates: fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 4 }),
    lengths: fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: 4, maxLength: 4 }),
    open: fc.boolean(),
    flat: fc.boolean(),
    cap: fc.option(fc.integer({ min: 0, max: 500_000 })),
    cuts: fc.array(fc.nat(WHOLE_SHARE), { minLength: 3, maxLength: 3 }),
    levelCaps: fc.array(fc.option(fc.integer({ min: 0, max: 100_000 })), { minLength: 4, maxLength: 4 }),
  })
  .map(({ rates, lengths, open, flat, cap, cuts, levelCaps }) => {
    let end = 0;
    const tiers = rates.map((rate, index) => {
      const from = end;
      end += lengths[index]!;
      return { from, to: open && index === rates.length - 1 ? null : end, rate };
    });
    const edges = [0, ...cuts.toSorted((a, b) => a - b), WHOLE_SHARE];
    const shares = LEVELS.map((level, index) => ({ level, share: edges[index + 1]! - edges[index]!, cap: levelCaps[index]! })).filter(
      (one) => one.share > 0,
    );
    return { ...policy(), rate: flat ? rates[0]! : null, tiers: flat ? null : tiers, cap, shares };
  });

describe('any policy', () => {
  const quantity = fc.integer({ min: 0, max: 20_000_000 });
  test('gives whole 分 that the levels sum to exactly, never above a cap', () => {
    fc.assert(
      fc.property(anyPolicy, quantity, (of, base) => {
        const { due: amount, levels, trace } = amountDue(of, base);
        expect(LEVELS.reduce((sum, level) => sum + levels[level], 0)).toBe(amount);
        expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
        if (of.cap !== null) expect(amount).toBeLessThanOrEqual(of.cap);
        for (const { level, cap } of of.shares) if (cap !== null) expect(levels[level]).toBeLessThanOrEqual(cap);
        expect(trace.due).toBe(amount);
      }),
      { numRuns: 500 },
    );
  });
  test('never gives less for more', () => {
    fc.assert(
      fc.property(anyPolicy, quantity, fc.nat(2_000_000), (of, base, more) => {
        expect(amountDue(of, base + more).due).toBeGreaterThanOrEqual(amountDue(of, base).due);
      }),
      { numRuns: 500 },
    );
  });
  test('is the trace: its steps alone give the amount', () => {
    fc.assert(
      fc.property(anyPolicy, quantity, (of, base) => {
        const { steps } = amountDue({ ...of, shares: of.shares.map((share) => ({ ...share, cap: null })) }, base).trace;
        const parts = steps.reduce((sum, step) => sum + BigInt('gives' in step ? step.gives : 0), 0n);
        const rounded = Number((parts * 2n + 100_000n) / 200_000n);
        const cap = steps.find((step) => step.step === 'cap');
        expect(cap ? cap.cap : rounded).toBe(amountDue({ ...of, shares: of.shares.map((share) => ({ ...share, cap: null })) }, base).due);
        const used = steps.reduce(
          (sum, step) => sum + (step.step === 'tier' || step.step === 'beyond' || step.step === 'rate' ? step.quantity : 0),
          0,
        );
        expect(used).toBe(base);
      }),
      { numRuns: 300 },
    );
  });
});
