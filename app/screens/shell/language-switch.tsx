import { Form, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { Csrf } from './viewer';

/** Switches to the other language, named in that language. The page reloads with its words. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation('common');
  const { pathname, search } = useLocation();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <Form method="post" action="/language" reloadDocument>
      <Csrf />
      <input type="hidden" name="language" value={other} />
      <input type="hidden" name="to" value={`${pathname}${search}`} />
      <button type="submit" lang={other} className="min-h-target rounded px-2 text-action hover:bg-action-wash">
        {t(`language.${other}`)}
      </button>
    </Form>
  );
}
