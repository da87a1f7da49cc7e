import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cursorIn, cursorText, positionIn, positionText } from '~/domain/sync/package-cursor';

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const cursor = fc.record({
  season: fc.constantFrom('2020-2021', '2021-2022'),
  seq: fc.nat(999_999_999),
  hash: hex(12),
  language: fc.constantFrom('zh-CN' as const, 'en' as const),
});

describe('the cursor of a package', () => {
  test('is read as it was written; of the hash the beginning', () => {
    fc.assert(
      fc.property(cursor, hex(52), (one, rest) => {
        expect(cursorIn(cursorText(one))).toEqual(one);
        expect(cursorText({ ...one, hash: one.hash + rest })).toBe(cursorText(one));
      }),
    );
  });

  test('of a keyed hash the end, because the name of its key stands first', () => {
    const own = fc.string({ unit: fc.constantFrom(...'AZaz09_-'), minLength: 43, maxLength: 43 });
    fc.assert(
      fc.property(cursor, fc.constantFrom('k1', 'a-long-name-of-a-key'), own, own, (one, key, hash, other) => {
        fc.pre(hash.slice(-12) !== other.slice(-12));
        const text = cursorText({ ...one, hash: `${key}.${hash}` });
        expect(cursorIn(text)).toEqual({ ...one, hash: hash.slice(-12) });
        expect(cursorText({ ...one, hash: `${key}.${other}` })).not.toBe(text);
      }),
    );
  });

  test('of a page that follows too, with any household number', () => {
    fc.assert(
      fc.property(
        cursor,
        fc.option(fc.nat(999_999_999)),
        fc.string({ maxLength: 64 }).filter((after) => !/[\n\r\u2028\u2029]/.test(after)),
        (one, from, after) => {
          expect(positionIn(positionText({ cursor: one, from, after }))).toEqual({ cursor: one, from, after });
        },
      ),
    );
  });

  test.each([
    null,
    '',
    '2020-2021',
    '2020-2021.5',
    '2020-2021.-1.abc',
    '2020-2021.5.ABC',
    'v2.2020-2021.5.a c',
    '2020-2021.5.0123456789abc',
    ' 2020-2021.5.abc',
    '2020-2021.1234567890.abc',
  ])('%j is none', (text) => {
    expect(cursorIn(text)).toBeNull();
    expect(positionIn(text)).toBeNull();
  });

  test('whatever is sent, it is a cursor or none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = cursorIn(text);
        expect(found === null || cursorText(found).startsWith(found.season)).toBe(true);
      }),
    );
  });
});
