/** 目标差额 on both sides of every boundary, by hand and by trying every count. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INDICATOR_KEYS } from '~/domain/indicators/indicators';
import { noSums } from '~/domain/indicators/measures';
import { indicatorOfName, targetOfText, targetText, zoneOfLabel } from '~/domain/targets/target';
import { isLessBetter, targetGap } from '~/domain/targets/target-gap';

const coverage = (C: number, H: number, target: number) => targetGap('coverage', { ...noSums(), C, H }, target);
const reburn = (B: number, IV: number, target: number) => targetGap('reburnRate', { ...noSums(), B, IV }, target);

describe('more is better', () => {
  test('the fewest households that reach it', () => {
    // 60 % of 319 is 191.4: 191 are not enough, 192 are.
    expect(coverage(180, 319, 6000)).toMatchObject({ gap: 12, reached: false });
    expect(coverage(191, 319, 6000)).toMatchObject({ gap: 1, reached: false, difference: -13 });
    expect(coverage(192, 319, 6000)).toMatchObject({ gap: 0, reached: true, difference: 19 });
    // 60 % of 5 is 3 without a rest.
    expect(coverage(2, 5, 6000)).toMatchObject({ gap: 1, reached: false });
    expect(coverage(3, 5, 6000)).toMatchObject({ gap: 0, reached: true, difference: 0 });
  });
  test('all of them for 100 %, none for 0 %', () => {
    expect(coverage(399_999, 400_000, 10_000)).toMatchObject({ gap: 1, reached: false, difference: 0 });
    expect(coverage(0, 400_000, 10_000)).toMatchObject({ gap: 400_000, reached: false, difference: -10_000 });
    expect(coverage(0, 400_000, 0)).toMatchObject({ gap: 0, reached: true });
  });
  test('0.07 % of 10,000 is 7, whatever binary fractions say of it', () => {
    expect(coverage(6, 10_000, 7)).toMatchObject({ gap: 1, reached: false });
    expect(coverage(7, 10_000, 7)).toMatchObject({ gap: 0, reached: true });
  });
});

describe('less is better', () => {
  test('what exceeds the most that may remain', () => {
    // 3 % of 250 is 7.5: 7 may remain.
    expect(reburn(7, 250, 300)).toMatchObject({ gap: 0, reached: true, difference: -20 });
    expect(reburn(8, 250, 300)).toMatchObject({ gap: 1, reached: false, difference: 20 });
    expect(reburn(20, 250, 300)).toMatchObject({ gap: 13, reached: false });
    expect(reburn(1, 250, 0)).toMatchObject({ gap: 1, reached: false });
    expect(reburn(0, 250, 0)).toMatchObject({ gap: 0, reached: true, difference: 0 });
  });
});

test('area and money are counted in their own smallest units', () => {
  const sums = { ...noSums(), area: 10_001, cleanArea: 5_000, due: 300, paid: 450 };
  expect(targetGap('cleanRateArea', sums, 5000)).toMatchObject({ unit: 'area', gap: 1, reached: false });
  expect(targetGap('paidRateAmount', sums, 10_000)).toMatchObject({ unit: 'money', gap: 0, reached: true, difference: 5000 });
});

test('nothing to divide by is no verdict', () => {
  for (const key of INDICATOR_KEYS)
    expect(targetGap(key, noSums(), 6000), key).toMatchObject({ denominator: 0, difference: null, gap: null, reached: null });
});

test('the gap is the first count that reaches it, for all small registers', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.nat(10_000), fc.boolean(), (a, b, target, less) => {
      const [numerator, denominator] = [Math.min(a, b), Math.max(a, b, 1)];
      const { gap, reached } = less ? reburn(numerator, denominator, target) : coverage(numerator, denominator, target);
      // Products below 2^53: exact.
      const reaches = (n: number) => (less ? n * 10_000 <= target * denominator : n * 10_000 >= target * denominator);
      let changed = 0;
      while (!reaches(less ? numerator - changed : numerator + changed)) changed += 1;
      expect(gap).toBe(changed);
      expect(reached).toBe(changed === 0);
    }),
  );
  expect(INDICATOR_KEYS.filter(isLessBetter)).toEqual(['reburnRate', 'suspectedRate']);
});

test('percent as typed and as stored', () => {
  for (const [text, target] of [
    ['60', 6000],
    ['99.5', 9950],
    ['0.07', 7],
    ['６０％', 6000],
    ['100', 10_000],
    ['0', 0],
  ] as const)
    expect(targetOfText(text), text).toBe(target);
  for (const text of ['', '100.01', '-1', '60.123', '六十', '1e1']) expect(targetOfText(text), text).toBeUndefined();
  expect([targetText(6000), targetText(7), targetText(9950)]).toEqual(['60.00', '0.07', '99.50']);
});

test('names in full and half width', () => {
  expect(zoneOfLabel('全部')).toBe('all');
  expect(zoneOfLabel('平原川谷农村')).toBe('plain_rural');
  expect(zoneOfLabel('农村')).toBeUndefined();
  expect(indicatorOfName('清洁取暖率（面积）')).toBe('cleanRateArea');
  expect(indicatorOfName('复烧率')).toBeUndefined();
});
