import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hardshipOf, hardshipText } from '~/domain/household/hardship-text';
import { canonicalIdNumber, checkCharacterOf, faultOfIdNumber } from '~/domain/household/id-number';
import { nameInitials } from '~/domain/household/name-initials';

const TODAY = '2021-06-30';

describe('ID numbers (GB 11643)', () => {
  test('the examples of the standard', () => {
    for (const number of ['11010519491231002X', '440524188001010014']) expect(faultOfIdNumber(number, TODAY)).toBeUndefined();
  });
  test('a lower-case x, blanks and full-width digits are typed for the same number', () => {
    expect(canonicalIdNumber(' 110105 19491231 002x')).toBe('11010519491231002X');
    expect(canonicalIdNumber('１１０１０５１９４９１２３１００２Ｘ')).toBe('11010519491231002X');
  });
  test.each([
    ['110105194912310021', 'check-character'],
    ['11010519491231002', 'length'],
    ['110105491231002', 'length'],
    ['1101051949123100X2', 'characters'],
    ['11010519490231002X', 'birth-day'],
    ['11010517491231002X', 'birth-day'],
    ['11010519491331002X', 'birth-day'],
    ['', 'length'],
  ])('%s has a wrong %s', (number, fault) => expect(faultOfIdNumber(number, TODAY)).toBe(fault));
  test('born today is possible, tomorrow not', () => {
    const born = (day: string) => {
      const first17 = `140602${day}001`;
      return first17 + checkCharacterOf(first17);
    };
    expect(faultOfIdNumber(born('20210630'), TODAY)).toBeUndefined();
    expect(faultOfIdNumber(born('20210701'), TODAY)).toBe('birth-in-future');
  });
  test('one wrong digit, or two neighbours swapped, is always found', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 17, maxLength: 17 });
    fc.assert(
      fc.property(digits, fc.nat(16), fc.integer({ min: 1, max: 9 }), (all, at, by) => {
        const text = all.join('');
        const wrong = all.with(at, (all[at]! + by) % 10).join('');
        expect(checkCharacterOf(wrong)).not.toBe(checkCharacterOf(text));
        const next = (at + 1) % 17;
        if (next === at + 1 && all[at] !== all[next]) {
          expect(checkCharacterOf(all.with(at, all[next]!).with(next, all[at]!).join(''))).not.toBe(checkCharacterOf(text));
        }
      }),
    );
  });
  test('the check character by the other definition: ISO 7064, digit by digit', () => {
    const digits = fc.stringMatching(/^\d{17}$/);
    fc.assert(
      fc.property(digits, (text) => {
        let product = 0;
        for (const digit of text) product = ((product + Number(digit)) * 2) % 11;
        const check = (12 - product) % 11;
        expect(checkCharacterOf(text)).toBe(check === 10 ? 'X' : String(check));
      }),
    );
  });
});

describe('initials', () => {
  test.each([
    ['张建国', 'zjg'],
    ['单田芳', 'stf'],
    ['曾国藩', 'zgf'],
    ['解晓东', 'xxd'],
    ['查良镛', 'zly'],
    ['仇英', 'qy'],
    ['欧阳修', 'oyx'],
    ['吕 布', 'lb'],
    ['买买提·艾力', 'mmtal'],
    ['Tom', 'tom'],
  ])('%s is found by %s', (name, initials) => expect(nameInitials(name)).toBe(initials));
});

describe('hardship as one text', () => {
  test('the same set gives the same text, and comes back', () => {
    expect(hardshipText(['disabled', 'low_income'])).toBe(hardshipText(['low_income', 'disabled']));
    expect(hardshipOf(hardshipText(['disabled', 'low_income']))).toEqual(['low_income', 'disabled']);
    expect(hardshipText(['none', 'disabled'])).toBe('disabled');
    expect(hardshipText(['none'])).toBe('none');
    expect(hardshipOf('low_income,gone')).toEqual(['low_income']);
  });
});
