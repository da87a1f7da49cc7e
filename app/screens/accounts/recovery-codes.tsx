import { useTranslation } from 'react-i18next';
import { shownRecoveryCode } from '~/domain/access/second-factor';
import { Notice } from '~/screens/shared/notice';

/** The recovery codes, which are shown only once. */
export function RecoveryCodes({ codes, username, next }: { codes: readonly string[]; username: string; next: string }) {
  const { t } = useTranslation('second-factor');
  return (
    <Notice tone="ok" title={t('codes.title')} live>
      <p>{t('codes.what', { username })}</p>
      <ul className="my-3 grid w-fit grid-cols-2 gap-x-8 gap-y-1 text-lead">
        {codes.map((code) => (
          <li key={code}>
            <code>{shownRecoveryCode(code)}</code>
          </li>
        ))}
      </ul>
      <p className="mb-2">{t('codes.once')}</p>
      <a className="link inline-flex min-h-target items-center font-semibold" href={next}>
        {t('codes.kept')}
      </a>
    </Notice>
  );
}
