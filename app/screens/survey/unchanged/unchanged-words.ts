import { useTranslation } from 'react-i18next';
import english from '~/i18n/en/unchanged.json';
import chinese from '~/i18n/zh-CN/unchanged.json';
import { useLateWords } from '~/screens/shared/late-words';

export function useUnchangedWords() {
  useLateWords('unchanged', { 'zh-CN': chinese, en: english });
  return useTranslation(['unchanged', 'survey', 'households', 'enums']);
}
