import { getI18n } from 'react-i18next';
import type { Language } from '~/domain/access/language';

/** The words of these pages are no part of the first load. */
export async function loadAccountWords(language: Language): Promise<void> {
  const words = language === 'en' ? await import('~/i18n/en/accounts.json') : await import('~/i18n/zh-CN/accounts.json');
  getI18n().addResourceBundle(language, 'accounts', words.default);
}
