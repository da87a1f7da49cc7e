import { describe, expect, it } from 'vitest';
import { ENUMERATIONS, type EnumName, keysOf } from '~/domain/contract/enumerations';
import english from '~/i18n/words.en';
import chinese from '~/i18n/words.zh-CN';
import { allWordFaults } from '../../scripts/checks/check-words';
import { compareLanguages, problemFaults, unusedKeys, usesIn } from '../../scripts/checks/word-faults';

describe('the words of the product', () => {
  it('are whole, alike in both languages, and all in use', () => {
    expect(allWordFaults().map(({ kind, where }) => `${kind} ${where}`)).toEqual([]);
  });

  it('name every enumeration of the contract: in Chinese exactly as on paper, in English complete', () => {
    for (const [name, list] of Object.entries(ENUMERATIONS)) {
      const labels = Array.isArray(list) ? Object.fromEntries(list.map((label) => [label, label])) : list;
      expect(chinese.enums[name as EnumName], name).toEqual(labels);
      expect(Object.keys(english.enums[name as EnumName]), name).toEqual(Object.keys(labels));
      for (const word of Object.values(english.enums[name as EnumName])) expect(word).not.toMatch(/\p{Script=Han}/u);
    }
    expect(Object.keys(chinese.enums).sort()).toEqual(Object.keys(ENUMERATIONS).sort());
    expect(keysOf('role')).toHaveLength(6);
  });
});

describe('the check of the words', () => {
  const kinds = (faults: { kind: string; where: string }[]) => faults.map(({ kind, where }) => `${kind} ${where}`);

  it('sees a key that one language lacks', () => {
    expect(kinds(compareLanguages('n', { a: '甲', b: { c: '乙' } }, { a: 'A' }))).toEqual(['missing en/n.json: b.c']);
    expect(kinds(compareLanguages('n', { a: '甲' }, { a: 'A', z: 'Z' }))).toEqual(['missing zh-CN/n.json: z']);
  });

  it('takes English plural forms for the one Chinese form, and wants _other', () => {
    expect(compareLanguages('n', { a: '{{count}} 户' }, { a_one: '{{count}} household', a_other: '{{count}} households' })).toEqual([]);
    expect(kinds(compareLanguages('n', { a: '{{count}} 户' }, { a_one: '{{count}} household' }))).toEqual([
      'plural en/n.json: a_one without _other',
    ]);
  });

  it('sees an empty text, other holes, and words that tell a person nothing', () => {
    expect(kinds(compareLanguages('n', { a: ' ' }, { a: 'A' }))).toEqual(['empty zh-CN/n.json: a']);
    expect(kinds(compareLanguages('n', { a: '{{day}}前' }, { a: 'before {{date}}' }))).toEqual(['holes n.json: a {{day}} / {{date}}']);
    expect(kinds(compareLanguages('n', { a: '日期格式错误' }, { a: 'x' }))).toEqual(['forbidden zh-CN/n.json: a']);
  });

  it('sees a key that no source writes, whole or by a template', () => {
    const uses = usesIn([
      "{text !== '' && t('list.title')}",
      't(`state.of.${state}`)',
      "t('other:deep.key', { count })",
      't(`n:kind.${kind}.name`)',
    ]);
    const words = {
      list: { title: 'x', gone: 'x' },
      state: { of: { open: 'x' } },
      deep: { key: 'x' },
      kind: { a: { name: 'x', note: 'x' } },
      deep_: 'x',
    };
    expect(kinds(unusedKeys(uses, 'n', words))).toEqual([
      'unused n.json: list.gone',
      'unused n.json: deep.key',
      'unused n.json: kind.a.note',
      'unused n.json: deep_',
    ]);
  });

  it('sees a problem without a sentence, and one that nobody refuses with', () => {
    const uses = usesIn(["refuse('a.b')", 'refuse(`c.${fault}`)']);
    expect(kinds(problemFaults(['a.b', 'c.d', 'e.f'], { 'a.b': '…', 'e.f': '…' }, uses))).toEqual([
      'no-words problems.json: c.d',
      'unused-code app/domain/problems.ts: e.f',
    ]);
  });
});
