import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { FINDING_ONLY, type FindingOnly } from '~/domain/tables/findings-table';
import { formatCount } from '~/i18n/formats';
import { findingsAddress } from './addresses';

export type FindingsTodo = { season: string; only: Record<FindingOnly, number> };

/** 待办 of the findings: what is urgent, overdue, mine, and waits for my closing; each number leads to exactly those. */
export function FindingsTodoSection({ tasks, code, several }: { tasks: readonly FindingsTodo[]; code: string; several: boolean }) {
  const { t } = useTranslation('findings-desk');
  const shown = tasks.filter(({ only }) => FINDING_ONLY.some((key) => only[key] > 0));
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="findings-todo" className="mb-6">
      <h2 id="findings-todo" className="mb-2 text-lead">
        {t('heading')}
      </h2>
      <ul className="card divide-y divide-line px-3">
        {shown.map(({ season, only }) => (
          <li key={season} className="flex flex-wrap items-center gap-x-6 gap-y-1 py-1">
            {several && <span className="text-ink-soft">{season}</span>}
            {FINDING_ONLY.filter((key) => only[key] > 0).map((key) => (
              <span key={key} className="flex min-h-row items-center gap-1">
                {t(`only.${key}`)}{' '}
                <Link
                  className={`link font-semibold tabular-nums ${key === 'urgent' || key === 'overdue' ? 'text-danger' : ''}`}
                  to={findingsAddress(code, season, { only: key })}
                >
                  {formatCount(only[key])}
                </Link>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
