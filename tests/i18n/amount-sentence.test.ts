import { describe, expect, test } from 'vitest';
import { amountDue } from '~/domain/subsidy/amount-due';
import { amountSentence, levelsSentence } from '~/i18n/amount-sentence';
import { words } from '~/i18n/words.server';
import { policy, TAIYUAN_GAS, units, yuan } from '../domain/subsidy/policies';

const say = (of: Parameters<typeof policy>[0], quantity: number, given = 0, language: 'zh-CN' | 'en' = 'zh-CN') =>
  amountSentence(words(language) as never, amountDue(policy(of), units(quantity), yuan(given)).trace);

describe('how an amount came about, in words', () => {
  test.each([
    [TAIYUAN_GAS, 2250, 0, '前1500立方米×1.36元=2040.00元；后750立方米×1.10元=825.00元；合计2865.00元'],
    [TAIYUAN_GAS, 1200, 0, '前1200立方米×1.36元=1632.00元'],
    [
      { ...TAIYUAN_GAS, cap: '' },
      2400,
      0,
      '前1500立方米×1.36元=2040.00元；后750立方米×1.10元=825.00元；超出的150立方米不补；合计2865.00元',
    ],
    [{ rate: '0.2', cap: '2400' }, 12_500, 0, '12500度×0.20元=2500.00元；2500.00元超过封顶，按封顶2400.00元计；应补2400.00元'],
    [{ rate: '0.0862' }, 33, 0, '33度×0.0862元=2.8446元；应补2.84元'],
    [{ unit: '比例', rate: '0.8', cap: '4800' }, 5_000, 0, '5000.00元×80%=4000.00元'],
    [
      { unit: '比例', rate: '1', cap: '6000', basis: '余额' },
      10_000,
      5400,
      '造价10000.00元减去其他补贴5400.00元，余4600.00元；4600.00元×100%=4600.00元',
    ],
    [
      { rate: '0.2', shares: '市:0.5<=1000;县:0.5' },
      12_000,
      0,
      '12000度×0.20元=2400.00元；市级应担1200.00元，按该级封顶1000.00元计；应补2200.00元',
    ],
    [{ unit: '元/t', rate: '1600' }, 1.5, 0, '1.5吨×1600.00元=2400.00元'],
  ] as const)('%o', (of, quantity, given, sentence) => expect(say(of as never, quantity, given)).toBe(sentence));
  test('in English', () =>
    expect(say(TAIYUAN_GAS, 2250, 0, 'en')).toBe(
      'the first 1500 m³ × 1.36 yuan = 2040.00 yuan; the last 750 m³ × 1.10 yuan = 825.00 yuan; together 2865.00 yuan',
    ));
  test('who bears it', () => {
    const { trace } = amountDue(policy({ rate: '0.2', shares: '省:0.25;市:0.25;县:0.5' }), units(10_000));
    expect(levelsSentence(words() as never, trace.levels)).toBe('其中省级500.00元、市级500.00元、县级1000.00元');
    expect(levelsSentence(words() as never, amountDue(policy(), units(1)).trace.levels)).toBe('');
  });
});
