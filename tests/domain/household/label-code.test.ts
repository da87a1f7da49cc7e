import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSign, labelText, numberOfLabel, packedRows, unpackedRows } from '~/domain/household/label-code';
import { isFoundBy, searchKeyOf, searchTerms } from '~/domain/household/search';

test('the check sign is that of ISO 7064 MOD 37-2', () => {
  // The example of ISBT 128, which uses it.
  expect(checkSign('G123498654321')).toBe('H');
});

const number = fc.stringMatching(/^[0-9]{12}-[0-9]{3,5}$/);

test('no single wrong digit and no two digits that changed places are taken for a label', () => {
  fc.assert(
    fc.property(number, fc.nat(11), fc.nat(8), (right, at, add) => {
      const sign = checkSign(right);
      const digit = String((Number(right[at]) + 1 + add) % 10);
      expect(checkSign(right.slice(0, at) + digit + right.slice(at + 1))).not.toBe(sign);
      if (at < 11 && right[at] !== right[at + 1]) {
        expect(checkSign(right.slice(0, at) + right[at + 1] + right[at] + right.slice(at + 2))).not.toBe(sign);
      }
    }),
  );
});

test('the search takes the text of a label for its number, and finds nothing by a damaged one', () => {
  const of = (one: string) =>
    searchKeyOf({ number: one, head: '张三', initials: 'zs', pinyin: 'zhang san', address: '2排6号', phoneMasked: '138****1234' });
  const key = of('140602001001-00017');
  const finds = (text: string) => isFoundBy(key, searchTerms(text));
  const text = labelText('140602001001-00017');
  expect(finds(text)).toBe(true);
  expect(finds(text.toLowerCase())).toBe(true);
  expect(isFoundBy(of('140602001001-00018'), searchTerms(text))).toBe(false);
  expect(finds(`${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`)).toBe(false);
  // Full-width, as some keyboards and scanners write.
  expect(finds(text.replace(':', '：'))).toBe(true);
  for (const plain of ['张三', 'zs', '2-6', '1234', 'a:', ':', '']) expect(numberOfLabel(plain)).toBe(plain);
});

test('the squares of a code are packed and unpacked as they were', () => {
  expect(packedRows(['100', '000', '011'])).toBe('4 0 3');
  const square = fc.integer({ min: 21, max: 53 }).chain((side) => {
    const row = fc.array(fc.constantFrom('0', '1'), { minLength: side, maxLength: side }).map((squares) => squares.join(''));
    return fc.array(row, { minLength: side, maxLength: side });
  });
  fc.assert(fc.property(square, (rows) => void expect(unpackedRows(packedRows(rows))).toEqual(rows)));
});
