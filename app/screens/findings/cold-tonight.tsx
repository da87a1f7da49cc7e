import { useTranslation } from 'react-i18next';
import type { DutyPhones } from '~/domain/divisions/duty-phone';
import { COLD_BELOW_CELSIUS } from '~/domain/heating/cold';
import { ButtonLink } from '~/screens/shared/button';
import { Icon } from '~/screens/shared/icon';
import { CallButtons } from './call-buttons';

/** 今晚怎么办: a room below the limit is nothing to write down and go on. `report`: where it can be reported. */
export function ColdTonight({ phones, report }: { phones: DutyPhones | null; report?: string }) {
  const { t } = useTranslation('findings');
  return (
    <section role="alert" className="space-y-2 rounded border border-danger bg-danger-wash p-3">
      <h3 className="flex items-start gap-1.5 font-semibold text-danger">
        <Icon name="alert" className="mt-0.5" />
        {t('cold.title', { limit: COLD_BELOW_CELSIUS })}
      </h3>
      <ul className="list-disc space-y-1 pl-5">
        {(['people', 'device', 'fire', 'call'] as const).map((step) => (
          <li key={step}>{t(`cold.${step}`)}</li>
        ))}
      </ul>
      {phones && <CallButtons phones={phones} />}
      {report && (
        <ButtonLink to={report} look="danger" icon="alert" wide>
          {t('cold.report')}
        </ButtonLink>
      )}
    </section>
  );
}
