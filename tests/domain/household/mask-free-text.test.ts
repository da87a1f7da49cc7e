import { describe, expect, test } from 'vitest';
import { maskFreeText, maskTextsIn } from '~/domain/household/mask-free-text';

describe('what people wrote, for a reader without personal data', () => {
  test.each([
    ['a mobile telephone', '电话13800138000，晚上打', '电话***********，晚上打'],
    ['with blanks', '打 138 0013 8000 找他', '打 *********** 找他'],
    ['with the country', '+86-13800138000', '*************'],
    ['full-width', '１３８００１３８０００', '***********'],
    ['a landline', '0349-2161234', '***********'],
    ['a landline of ten digits', '010 8888 123', '**********'],
    ['an ID number', '身份证140602195001011234', '身份证******************'],
    ['with its X, cut in groups', '140602 19500101 123X', '*****************'],
    ['an account', '卡号6228 4800 1234 5678 901', '卡号*******************'],
    ['a day stays', '2021-01-20装好，2021年3月5日验收', '2021-01-20装好，2021年3月5日验收'],
    ['two days stay', '2021-01-20 2021-02-03', '2021-01-20 2021-02-03'],
    ['a meter stays', '表号12345678，用了1234.5度', '表号12345678，用了1234.5度'],
    ['the head', '张建国说不热，张 建国的儿子在家', '张**说不热，张**的儿子在家'],
    ['both', '张建国13800138000', '张*************'],
  ])('%s', (_what, written, shown) => {
    expect(maskFreeText(written, ['张建国', null])).toBe(shown);
  });

  test('a name of one character or with signs of a pattern harms nothing', () => {
    expect(maskFreeText('王家的炉子(旧)', ['王', '(旧)'])).toBe('王家的炉子(**');
  });

  test('every text of the answers', () => {
    expect(maskTextsIn({ note: '张建国 13800138000', days: 3, causes: ['gas'], more: { a: null } }, ['张建国'])).toEqual({
      note: '张** ***********',
      days: 3,
      causes: ['gas'],
      more: { a: null },
    });
  });
});
