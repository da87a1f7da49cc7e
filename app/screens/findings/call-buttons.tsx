import { useTranslation } from 'react-i18next';
import { type DutyPhones, telOf } from '~/domain/divisions/duty-phone';
import { Icon } from '~/screens/shared/icon';

/** 打电话: the township's and the county's number, each behind a button; what to do when none is kept. */
export function CallButtons({ phones }: { phones: DutyPhones }) {
  const { t } = useTranslation('findings');
  const known = [
    { name: phones.township, phone: phones.townshipPhone },
    { name: phones.county, phone: phones.countyPhone },
  ].flatMap(({ name, phone }) => (phone ? [{ name, phone }] : []));
  if (known.length === 0) return <p className="text-ink-soft">{t('call.none')}</p>;
  return (
    <ul className="space-y-2">
      {known.map(({ name, phone }) => (
        <li key={phone}>
          <a
            className="no-print flex min-h-target w-full items-center gap-2 rounded border border-line-strong bg-paper px-3 py-1 font-medium
              text-ink no-underline hover:bg-page"
            href={telOf(phone)}
          >
            <Icon name="phone" size={20} className="text-action" />
            <span className="min-w-0 flex-1">{t('call.to', { name })}</span>
            <span className="shrink-0 tabular-nums text-action">{phone}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
