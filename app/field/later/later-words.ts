import { getI18n } from 'react-i18next';

/** Words that come with the pages that say them, not with the first load: those of reports, of the outbox and of 我的. */
const LATER = {
  findings: { 'zh-CN': () => import('~/i18n/zh-CN/findings.json'), en: () => import('~/i18n/en/findings.json') },
  added: { 'zh-CN': () => import('~/i18n/zh-CN/added.json'), en: () => import('~/i18n/en/added.json') },
  device: { 'zh-CN': () => import('~/i18n/zh-CN/device.json'), en: () => import('~/i18n/en/device.json') },
};

export async function loadWords(namespace: keyof typeof LATER): Promise<void> {
  const i18n = getI18n();
  const language = i18n.language === 'en' ? 'en' : 'zh-CN';
  i18n.addResourceBundle(language, namespace, (await LATER[namespace][language]()).default);
}
