import { useTranslation } from 'react-i18next';
import { Notice } from '~/screens/shared/notice';

/** A first password, which is shown only once. */
export function InitialPassword({ username, password }: { username: string; password: string }) {
  const { t } = useTranslation('accounts');
  return (
    <Notice tone="ok" title={t('initial.title')} live>
      <dl className="my-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-ink-soft">{t('form.username')}</dt>
        <dd className="font-semibold">{username}</dd>
        <dt className="text-ink-soft">{t('initial.password')}</dt>
        <dd className="text-lead font-semibold">
          <code>{password}</code>
        </dd>
      </dl>
      <p>{t('initial.once')}</p>
    </Notice>
  );
}
