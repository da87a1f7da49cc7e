import type { i18n as I18n, TFunction } from 'i18next';
import { DEFAULT_LANGUAGE, type Language } from '~/domain/access/language';
import { NAMESPACES, translatorOver } from './translator';
import english from './words.en';
import chinese from './words.zh-CN';

const translators: Record<Language, I18n> = {
  'zh-CN': translatorOver('zh-CN', chinese),
  en: translatorOver('en', english),
};

/** The translator of a language on the server, with all words loaded. */
export function translator(language: Language = DEFAULT_LANGUAGE): I18n {
  return translators[language];
}

/** `t` over all namespaces ('problems:access.not-allowed'), for responses, sheets and commands. */
export function words(language: Language = DEFAULT_LANGUAGE): TFunction<typeof NAMESPACES> {
  return translators[language].getFixedT(language, NAMESPACES) as TFunction<typeof NAMESPACES>;
}
