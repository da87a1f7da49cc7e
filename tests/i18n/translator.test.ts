import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { NAMESPACES, translatorOver } from '~/i18n/translator';
import chinese from '~/i18n/words.zh-CN';

type Say = (key: string, options?: object) => unknown;

/** The same words over i18next as it is. */
function asItIs() {
  const instance = i18next.createInstance();
  void instance.init({
    lng: 'zh-CN',
    fallbackLng: false,
    ns: [...NAMESPACES],
    defaultNS: 'common',
    resources: { 'zh-CN': chinese },
    interpolation: { escapeValue: false },
    initAsync: false,
    returnNull: false,
  });
  return instance;
}

/** Every key of the words with its namespace, those of objects included. */
function keysOf(words: object, before: string): string[] {
  return Object.entries(words).flatMap(([name, below]) =>
    typeof below === 'object' && below !== null ? [before + name, ...keysOf(below, `${before}${name}.`)] : [before + name],
  );
}

describe('words that are remembered', () => {
  const plain = asItIs().getFixedT('zh-CN', NAMESPACES) as unknown as Say;
  const remembering = translatorOver('zh-CN', chinese).getFixedT('zh-CN', NAMESPACES) as unknown as Say;
  const keys = Object.entries(chinese).flatMap(([namespace, words]) => keysOf(words as object, `${namespace}:`));

  test('are those of i18next for every key, the first time and the second', () => {
    expect(keys.length).toBeGreaterThan(2_000);
    for (const key of keys) {
      const said = plain(key);
      expect([remembering(key), remembering(key)], key).toEqual([said, said]);
    }
  });
  test('are one object for a list of words, which is not copied again', () => {
    const all = remembering('enums:mode', { returnObjects: true });
    expect(all).toEqual(plain('enums:mode', { returnObjects: true }));
    expect(remembering('enums:mode', { returnObjects: true })).toBe(all);
  });
  test('are not those of another value', () => {
    const key = 'coverage:sign.letNotUsed';
    expect([1, 2, 1].map((count) => remembering(key, { count }))).toEqual([1, 2, 1].map((count) => plain(key, { count })));
  });
  test('are not those of another namespace, nor of another language', () => {
    const instance = translatorOver('en', { coverage: { title: 'Coverage' }, review: { title: 'Review' } });
    const title = (namespace: 'coverage' | 'review') => (instance.getFixedT('en', namespace) as unknown as Say)('title');
    expect([title('coverage'), title('review'), title('coverage')]).toEqual(['Coverage', 'Review', 'Coverage']);
  });
  test('come from the words that were added later, as the late parts of the phone do', () => {
    const instance = translatorOver('zh-CN', { enums: { mode: { gas: '天然气' } } });
    const t = instance.getFixedT('zh-CN', NAMESPACES) as unknown as Say;
    expect(t('sync:later')).toBe('later');
    expect(t('enums:mode', { returnObjects: true })).toEqual({ gas: '天然气' });
    instance.addResourceBundle('zh-CN', 'sync', { later: '稍后' });
    instance.addResourceBundle('zh-CN', 'enums', { mode: { electric: '电' } }, true, true);
    expect(t('sync:later')).toBe('稍后');
    expect(t('enums:mode', { returnObjects: true })).toEqual({ gas: '天然气', electric: '电' });
  });
});
