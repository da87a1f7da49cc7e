import type { i18n as I18n } from 'i18next';
import type { Language } from '~/domain/access/language';
import { translatorOver } from './translator';

/** The translator of the field app; the other language is kept by the service worker beside it. */
export async function loadFieldTranslator(language: Language): Promise<I18n> {
  const words = language === 'en' ? await import('./field-words.en') : await import('./field-words.zh-CN');
  return translatorOver(language, words.default);
}
