import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INDICATOR_KEYS, INDICATORS, indicator, indicatorsOf, measuresOf } from '~/domain/indicators/indicators';
import { addTo, MEASURES, noSums, sumOf } from '~/domain/indicators/measures';
import { formatRate, percentOf, rateOf } from '~/domain/indicators/rate';

describe('published figures (docs/definitions.md#source-published-figures)', () => {
  test.each([
    [61.33, 88.59, '69.23 %'], // F5: 万户 connected of 万户 converted, Shanxi, November 2018
    [238, 319, '74.61 %'], // F11: 小平易村
    [42.6, 474.3, '8.98 %'], // F6: 万户, not the 5.6 % of the villages
    [1_208, 21_516, '5.61 %'],
    [4_678, 10_111, '46.27 %'], // F2: 怀仁
    [657, 1_337, '49.14 %'],
    [86.15, 91.93, '93.71 %'], // F4: the press prints 93.72 % from rounded parts
    [8_458.44, 9_800.05, '86.31 %'], // F10
  ])('%d / %d prints %s', (numerator, denominator, printed) => {
    expect(formatRate(numerator, denominator)).toBe(printed);
  });

  test('the households of 怀仁 by mode add up (F2)', () => {
    const parts = [8_824, 7_460, 10_111].map((I, i) => ({ ...noSums(), I, [['I.district_heat', 'I.electric_household', 'I.gas'][i]!]: I }));
    expect(sumOf(parts)).toMatchObject({ I: 26_395, 'I.district_heat': 8_824, 'I.electric_household': 7_460, 'I.gas': 10_111 });
  });
});

describe('formatRate', () => {
  test.each([
    [0, 0, '—'],
    [0, 5, '0.00 %'],
    [5, 5, '100.00 %'],
    [1, 8, '12.50 %'],
    [1, 3, '33.33 %'],
    [2, 3, '66.67 %'],
    [1, 20_000, '0.01 %'], // exactly 0.005: half goes up
    [1, 20_001, '0.00 %'],
    [10_050, 1_000_000, '1.01 %'], // 1.005 in binary is below the half
    [7, 4, '175.00 %'],
  ])('%d / %d → %s', (numerator, denominator, printed) => {
    expect(formatRate(numerator, denominator)).toBe(printed);
  });

  test('is never further from the true value than half a hundredth of a percent', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000_000 }), (n, d) => {
        expect(Math.abs(Number(percentOf(n, d)) - (n / d) * 100)).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
    );
  });

  test('no denominator is no rate', () => {
    expect(rateOf(0, 0)).toEqual({ numerator: 0, denominator: 0, rate: null });
    expect(rateOf(1, 4)).toEqual({ numerator: 1, denominator: 4, rate: 0.25 });
  });
});

describe('indicatorsOf', () => {
  test('has every key of docs/definitions.md#indicators, once', () => {
    expect(INDICATORS.map((one) => one.key)).toEqual(INDICATOR_KEYS);
    expect(Object.keys(indicatorsOf(noSums()))).toEqual([...INDICATOR_KEYS]);
  });

  test('takes numerators and denominators as docs/definitions.md#indicators writes them', () => {
    const sums = {
      ...noSums(),
      H: 1_000,
      V: 700,
      X: 50,
      P: 600,
      IP: 540,
      I: 580,
      C: 500,
      CV: 400,
      U: 320,
      CRV: 360,
      UR: 300,
      S: 288,
      IV: 420,
      B: 21,
      Q: 29,
      VNE: 640,
      UNE: 310,
      area: 5_000_050,
      cleanArea: 2_500_025,
      let: 80,
      letConnected: 60,
      letOccupied: 50,
      letUsed: 40,
      answered: 600,
      satisfied: 450,
    };
    const pairs = Object.fromEntries(
      Object.entries(indicatorsOf(sums)).map(([key, { numerator, denominator }]) => [key, [numerator, denominator]]),
    );
    expect(pairs).toEqual({
      completeness: [750, 1_000],
      coverage: [500, 1_000],
      conversionRate: [540, 600],
      connectionRate: [500, 580],
      useRate: [320, 400],
      residentUseRate: [300, 360],
      stableRate: [288, 360],
      reburnRate: [21, 420],
      suspectedRate: [29, 580],
      cleanRateHouseholds: [310, 640],
      cleanRateArea: [25_000.25, 50_000.5],
      letConnectedRate: [60, 80],
      letUsedRate: [40, 50],
      paidRateAmount: [0, 0],
      paidRateHouseholds: [0, 0],
      continuityRate: [0, 0],
      rectifiedRate: [0, 0],
      satisfaction: [450, 600],
    });
  });

  test('adding up is adding up: any grouping of parts gives the same sum', () => {
    const part = fc.array(fc.nat(9), { minLength: MEASURES.length, maxLength: MEASURES.length });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.nat(8), (rows, cut) => {
        const parts = rows.map((row) => Object.fromEntries(MEASURES.map((measure, i) => [measure, row[i]!])) as ReturnType<typeof noSums>);
        expect(addTo(sumOf(parts.slice(0, cut)), sumOf(parts.slice(cut)))).toEqual(sumOf(parts));
      }),
    );
  });
});

test('an indicator follows from the measures that it names and from no other', () => {
  expect(measuresOf(indicator('completeness'))).toEqual(['H', 'V', 'X']);
  const other = fc.record(Object.fromEntries(MEASURES.map((measure) => [measure, fc.nat(1000)])));
  fc.assert(
    fc.property(fc.constantFrom(...INDICATORS), other, other, ({ numerator, denominator, ...rest }, one, another) => {
      const used = measuresOf({ numerator, denominator, ...rest });
      const same = { ...noSums(), ...another, ...Object.fromEntries(used.map((measure) => [measure, one[measure]!])) };
      expect([numerator(same), denominator(same)]).toEqual([numerator({ ...noSums(), ...one }), denominator({ ...noSums(), ...one })]);
    }),
  );
});
