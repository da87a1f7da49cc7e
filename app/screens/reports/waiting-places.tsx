import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { UndecidedRecordsAt } from '~/domain/sync/what-waits';
import { Notice } from '~/screens/shared/notice';

/** The townships that prevent freezing a report, each a link to what it has to decide. */
export function WaitingPlaces({ waiting, season }: { waiting: readonly UndecidedRecordsAt[]; season: string }) {
  const { t } = useTranslation('reports');
  if (waiting.length === 0) return null;
  return (
    <Notice tone="attention" title={t('waiting.where')}>
      <ul>
        {waiting.map(({ code, name, conflicts, quarantined }) => (
          <li key={code}>
            <Link
              className="link inline-flex min-h-target items-center"
              to={`/waiting?${new URLSearchParams({ code, season }).toString()}`}
            >
              {t('waiting.at', { name, conflicts, quarantined })}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
