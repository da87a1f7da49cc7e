import { getI18n } from 'react-i18next';
import type { Language } from '~/domain/access/language';

/** Loads the words of the pages beside list and visit: the first load does not carry them. */
export async function loadPageWords(language: Language): Promise<void> {
  const words = language === 'en' ? await import('~/i18n/en/phone.json') : await import('~/i18n/zh-CN/phone.json');
  getI18n().addResourceBundle(language, 'phone', words.default);
}

/** Loads them and those of the pages of an account. */
export async function loadAccountWords(language: Language): Promise<void> {
  const words = language === 'en' ? await import('~/i18n/en/accounts.json') : await import('~/i18n/zh-CN/accounts.json');
  getI18n().addResourceBundle(language, 'accounts', words.default);
  await loadPageWords(language);
}
