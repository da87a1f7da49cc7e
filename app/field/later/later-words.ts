import { getI18n } from 'react-i18next';

/** Words that come with the pages that say them, not with the first load: those of reports, of the outbox, of closures and of 我的. */
const LATER = {
  findings: { 'zh-CN': () => import('~/i18n/zh-CN/findings/findings.json'), en: () => import('~/i18n/en/findings/findings.json') },
  'findings-yard': {
    'zh-CN': () => import('~/i18n/zh-CN/findings/findings-yard.json'),
    en: () => import('~/i18n/en/findings/findings-yard.json'),
  },
  added: { 'zh-CN': () => import('~/i18n/zh-CN/added.json'), en: () => import('~/i18n/en/added.json') },
  phone: { 'zh-CN': () => import('~/i18n/zh-CN/phone.json'), en: () => import('~/i18n/en/phone.json') },
  quality: { 'zh-CN': () => import('~/i18n/zh-CN/quality.json'), en: () => import('~/i18n/en/quality.json') },
  'second-factor': {
    'zh-CN': () => import('~/i18n/zh-CN/access/second-factor.json'),
    en: () => import('~/i18n/en/access/second-factor.json'),
  },
  accounts: { 'zh-CN': () => import('~/i18n/zh-CN/accounts.json'), en: () => import('~/i18n/en/accounts.json') },
};

export async function loadWords(...namespaces: (keyof typeof LATER)[]): Promise<void> {
  const i18n = getI18n();
  const language = i18n.language === 'en' ? 'en' : 'zh-CN';
  await Promise.all(
    namespaces.map(async (namespace) => {
      i18n.addResourceBundle(language, namespace, (await LATER[namespace][language]()).default);
    }),
  );
}
