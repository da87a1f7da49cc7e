import type { i18n as I18n } from 'i18next';
import type { Language } from '~/domain/access/language';
import { translatorOver } from './translator';

/** Loads the words of one language in the browser; the other language stays on the server. */
export async function loadTranslator(language: Language): Promise<I18n> {
  const words = language === 'en' ? await import('./words.en') : await import('./words.zh-CN');
  return translatorOver(language, words.default);
}
