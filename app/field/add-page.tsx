import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router-dom';
import { PhonePage } from '~/screens/shell/phone-page';

/** 补录一户: the server gives the number, so it is done on its own page. */
export function Component() {
  const { t } = useTranslation('field');
  const { code = '' } = useParams();
  return (
    <PhonePage heading={t('add.title')} back={`/villages/${code}`}>
      <p className="mb-4">{t('add.what')}</p>
      <p>
        <a
          className="inline-flex min-h-target w-full items-center justify-center rounded border border-action bg-action px-4 font-medium
            text-white no-underline"
          href={`/villages/${encodeURIComponent(code)}/add`}
        >
          {t('add.go')}
        </a>
      </p>
    </PhonePage>
  );
}
