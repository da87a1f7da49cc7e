import i18next, { type i18n as I18n, type ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '~/domain/access/language';
import { rememberWords } from './remember-words';

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
