import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentJson } from '~/domain/text/sent-json';
import { firstCharacters, holdsUnstorable, isStorable, storableName } from '~/domain/text/storable';

/** Any sixteen-bit units, whole characters or not, with many of those that matter. */
const anyUnits = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0x5c, 0x75, 0x30, 0xd83d, 0xde00, 0xd800, 0xdfff)))
  .map((units) => String.fromCharCode(...units));

describe('what JSON carries and the database refuses', () => {
  test.each([
    ['NUL', '\0', true],
    ['the first half of a character', '\ud83d', true],
    ['the second half', '\udc00', true],
    ['a whole one', '😀', false],
    ['the letters of an escape', '\\u0000', false],
    ['a backslash before one', '\\\0', true],
    ['another control character', '\u0007', false],
  ])('%s', (_what, text, found) => {
    expect(holdsUnstorable(JSON.stringify({ [text]: 1 }))).toBe(found);
    expect(holdsUnstorable(JSON.stringify([text]))).toBe(found);
    expect(isStorable(text)).toBe(!found);
  });

  test('the JSON of a text is as storable as the text', () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        expect(holdsUnstorable(JSON.stringify(text))).toBe(!isStorable(text));
      }),
    );
  });

  test('the name a program gives can always be kept, and a cut never leaves half a character', () => {
    fc.assert(
      fc.property(anyUnits, fc.integer({ min: 1, max: 40 }), (text, longest) => {
        const name = storableName(text, longest);
        expect(isStorable(name) && name.length <= longest).toBe(true);
        if (isStorable(text)) expect(isStorable(firstCharacters(text, longest))).toBe(true);
      }),
    );
    expect(firstCharacters('户😀', 2)).toBe('户');
    expect(firstCharacters('户😀', 3)).toBe('户😀');
  });
});

describe('JSON that was sent', () => {
  test('is read, unless it is none or nested beyond any record', () => {
    expect(sentJson('{"a":["[[[",{"b":"\\"["}]}')).toEqual({ a: ['[[[', { b: '"[' }] });
    expect(sentJson('{')).toBeUndefined();
    expect(sentJson(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeDefined();
    expect(sentJson(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)).toBeUndefined();
    expect(sentJson(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).toBeUndefined();
    expect(sentJson(JSON.stringify('['.repeat(500)))).toBe('['.repeat(500));
  });
});
