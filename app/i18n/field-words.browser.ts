import type { i18n as I18n } from 'i18next';
import type { Language } from '~/domain/access/language';
import { translatorOver } from './translator';

/** The translator of the field app. The service worker stores the other language beside it. */
export async function loadFieldTranslator(language: Language): Promise<I18n> {
  const words = language === 'en' ? await import('./field-words.en') : await import('./field-words.zh-CN');
  return translatorOver(language, words.default);
}
