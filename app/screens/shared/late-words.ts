import { useTranslation } from 'react-i18next';
import type { Language } from '~/domain/access/language';
import type { NAMESPACES } from '~/i18n/translator';

/** Words that come with the screen that says them: the phone's first load has no room for them. Elsewhere they are there already. */
export function useLateWords(namespace: (typeof NAMESPACES)[number], words: Readonly<Record<Language, object>>): void {
  const { i18n } = useTranslation();
  const language = i18n.language as Language;
  if (!i18n.hasResourceBundle(language, namespace)) i18n.addResourceBundle(language, namespace, words[language]);
}
