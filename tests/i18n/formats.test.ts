import { describe, expect, it } from 'vitest';
import { formatArea, formatCount, formatDayOnPaper, formatInstant, formatWanYuan, formatYuan } from '~/i18n/formats';

describe('money', () => {
  it('in 万元 has four decimals, rounded half away from nothing', () => {
    expect(formatWanYuan(123_456_789)).toBe('123.4568');
    expect(formatWanYuan(49)).toBe('0.0000');
    expect(formatWanYuan(50)).toBe('0.0001');
    expect(formatWanYuan(-50)).toBe('-0.0001');
    expect(formatWanYuan(1_702_616_000_000)).toBe('1,702,616.0000');
    expect(formatWanYuan(0)).toBe('0.0000');
  });

  it('in 元 has two', () => {
    expect(formatYuan(5)).toBe('0.05');
    expect(formatYuan(-123_450)).toBe('-1,234.50');
  });
});

it('an area is kept in hundredths of a square metre', () => {
  expect(formatArea(9_050)).toBe('90.50');
});

it('households are whole numbers with thousands apart', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
});

describe('days', () => {
  it('are written out on paper', () => {
    expect(formatDayOnPaper('2021-10-01', 'zh-CN')).toBe('2021年10月1日');
    expect(formatDayOnPaper('2021-10-01', 'en')).toBe('1 October 2021');
  });

  it('an instant shows the time in China', () => {
    expect(formatInstant('2021-09-30T16:05:00.000Z')).toBe('2021-10-01 00:05');
  });
});
