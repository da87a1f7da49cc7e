import i18next, { type i18n as I18n, type ResourceLanguage, type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '~/domain/access/language';

export const NAMESPACES = [
  'common',
  'accounts',
  'added',
  'as-of',
  'backups',
  'changed',
  'coverage',
  'enums',
  'evaluation',
  'evidence',
  'field',
  'findings',
  'findings-desk',
  'findings-yard',
  'households',
  'imports',
  'ledger',
  'locked',
  'packages',
  'phone',
  'plans',
  'problems',
  'quality',
  'reports',
  'retired',
  'review',
  'second-factor',
  'sign-off',
  'start',
  'subsidy',
  'survey',
  'sync',
  'tables',
  'targets',
  'thresholds',
  'unchanged',
  'verify',
  'contradictions',
] as const;

/** A translator of one language over loaded words. It has no state that requests could mix up. */
export function translatorOver(language: Language, words: ResourceLanguage): I18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: [...NAMESPACES],
    defaultNS: 'common',
    resources: { [language]: words },
    // No escaping here: React escapes by itself, and sentences for mail or sheets are plain text.
    interpolation: { escapeValue: false },
    initAsync: false,
    returnNull: false,
    react: { useSuspense: false },
  });
  return rememberWords(instance);
}

/**
 * Lets every `t` of a translator remember what it said for a key alone, or for a key whose words are asked for as one object. i18next looks
 * up and copies anew each time, which took four fifths of the processor time of an exported list and much of a page with a long table. What
 * depends on values is not remembered; words that come later (the phone's late parts) make it forget. The objects are shared: nobody may
 * change them.
 */
function rememberWords(instance: I18n): I18n {
  const said = new Map<string, Map<string, unknown>>();
  const fixed = instance.getFixedT.bind(instance) as unknown as (...of: unknown[]) => TFunction;
  instance.store.on('added', () => said.clear());
  const remembering = (...of: unknown[]) => {
    const t = fixed(...of) as unknown as (key: unknown, ...options: unknown[]) => unknown;
    const voice = JSON.stringify(of);
    return Object.assign((key: unknown, ...options: unknown[]): unknown => {
      if (typeof key !== 'string' || !isKeyAlone(options)) return t(key, ...options);
      const known = said.get(voice) ?? new Map<string, unknown>();
      const asked = options.length > 0 ? `${key} {}` : key;
      if (known.has(asked)) return known.get(asked);
      const words = t(key, ...options);
      // A key without words is its own answer. It may come from outside, so that remembering it could fill the memory.
      if (typeof words === 'string' && key.endsWith(words)) return words;
      said.set(voice, known.set(asked, words));
      return words;
    }, t);
  };
  instance.getFixedT = remembering as unknown as I18n['getFixedT'];
  return instance;
}

function isKeyAlone(options: readonly unknown[]): boolean {
  if (options.length === 0) return true;
  const [only] = options;
  return options.length === 1 && typeof only === 'object' && only !== null && isAskForObject(only);
}

function isAskForObject(options: object): boolean {
  return Object.keys(options).length === 1 && (options as { returnObjects?: unknown }).returnObjects === true;
}
