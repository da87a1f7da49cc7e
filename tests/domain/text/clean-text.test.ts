import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenCharacterAt, cleanText, cleanValue, comparableKey, comparableName, foldWidth } from '~/domain/text/clean-text';

/** Characters of every plane; half of them from the ranges with invisible characters. */
const anyText = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }), fc.integer({ min: 0x2000, max: 0x206f })),
  )
  .map((codes) => String.fromCodePoint(...codes));

describe('a text on its way into the register', () => {
  test.each([
    ['NUL', 'a\u0000b', 'ab'],
    ['a control character', '张\u0007三\u007f\u0085', '张三'],
    ['a zero-width blank', '张\u200b三', '张三'],
    ['direction marks', '\u200e14排\u202d2号\u202c', '14排2号'],
    ['a soft hyphen', 'ab\u00adcd', 'abcd'],
    ['a byte order mark', '\ufeff张三', '张三'],
    ['non-characters', 'a\ufffe\uffffb', 'ab'],
    ['a combining accent', 'e\u0301', '\u00e9'],
    ['line ends of every system', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['tabs and line ends stay', 'a\tb\nc', 'a\tb\nc'],
    ['a rare Han character stays', '𠮷田𬎆', '𠮷田𬎆'],
    ['a variant of a Han character stays', '葛\u{e0100}', '葛\u{e0100}'],
    ['full-width letters stay as they were written', 'ＡＢ１２', 'ＡＢ１２'],
  ])('%s', (_what, sent, stored) => {
    expect(cleanText(sent)).toBe(stored);
  });

  test('cleaning twice changes nothing, and nothing invisible is left', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = cleanText(text);
        expect(cleanText(once)).toBe(once);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be gone
        expect(once).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/);
        expect(once.normalize('NFC')).toBe(once);
      }),
    );
  });

  test('a half of a character is told with its place, counted in whole characters', () => {
    expect(brokenCharacterAt('张三𠮷')).toBeNull();
    expect(brokenCharacterAt('\ud800')).toBe(1);
    expect(brokenCharacterAt('𠮷田\udc00')).toBe(3);
  });
});

describe('what a program sends', () => {
  test('is cleaned in all its texts and names', () => {
    expect(cleanValue({ 'no\u0000te': ['a\u200b', 1, null, { x: '\u0000' }] })).toEqual({ value: { note: ['a', 1, null, { x: '' }] } });
  });

  test('with a half of a character is not taken: the field and the place are named', () => {
    expect(cleanValue({ answers: { note: '灶\ud83d' } })).toEqual({ broken: { path: ['answers', 'note'], at: 2 } });
    expect(cleanValue({ rooms: [{ kind: 'a' }, { kind: '\udc00' }] })).toEqual({ broken: { path: ['rooms', 1, 'kind'], at: 1 } });
  });
});

describe('forms for comparing', () => {
  test('doors and codes have plain digits and letters', () => {
    expect(foldWidth(' １４排２号\u200b ')).toBe('14排2号');
    expect(foldWidth('ＡＢ－１')).toBe('AB-1');
  });

  test.each([
    ['朔清洁办〔2021〕3号', '朔清洁办[2021]3号'],
    ['朔清洁办〔2021〕3号', '朔清洁办（2021）３号'],
    ['朔清洁办〔2021〕3号', '朔清洁办﹝2021﹞3号'],
    ['朔清洁办〔2021〕3号', '朔清洁办 【2021】 3号'],
    ['朔清洁办〔2021〕3号', '\ufeff朔清洁办(2021)3号\u3000'],
    ['SC-2021-01', "'SC–2021—01"],
    ['SC-2021-01', '’ＳＣ－2021‑01'],
    ['SC-2021-01', 'SC−2021——01'],
    ['140681201006', "'140681201006\u200b"],
  ])('the key %s is also %s', (one, other) => expect(comparableKey(other)).toBe(comparableKey(one)));

  test('keys that people mean as two stay two', () => {
    expect(new Set(['A-1', 'A1', 'a-1', 'A-01', 'A.1', '甲-1', '乙-1'].map(comparableKey)).size).toBe(7);
  });

  test('a key in its form for comparing stays as it is', () => {
    fc.assert(fc.property(anyText, (text) => comparableKey(comparableKey(text)) === comparableKey(text)));
    // Found by it: without the blank the mark joins its letter, and the key was another one the second time.
    expect(comparableKey('a \u0308')).toBe('\u00e4');
    expect(comparableKey('\ufc5e\ufc5e')).toBe(comparableKey(comparableKey('\ufc5e\ufc5e')));
  });

  test('a name is the same with blanks in it, with another dot, in full width', () => {
    expect(comparableName('张　三')).toBe(comparableName('张三'));
    expect(comparableName('阿依古丽•买买提')).toBe(comparableName('阿依古丽·买买提'));
    expect(comparableName('Ｌｉ Ming')).toBe('liming');
    expect(comparableName('张三')).not.toBe(comparableName('张山'));
  });
});
