import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { SignedState, SigningLevel } from '~/domain/report/sign-off';
import { versionAddress } from './addresses';

export type ReportTask = {
  id: string;
  code: string;
  name: string;
  season: string;
  version: number;
  level: SigningLevel;
  state: SignedState;
};

/** 待办 of 报送: versions that wait for this person, each with where it stands. */
export function ReportTasks({ reports }: { reports: readonly ReportTask[] }) {
  const { t } = useTranslation('sign-off');
  if (reports.length === 0) return null;
  return (
    <section aria-labelledby="report-tasks" className="mb-6">
      <h2 id="report-tasks" className="mb-2 text-lead">
        {t('todo.title')}
      </h2>
      <ul className="card divide-y divide-line px-3">
        {reports.map(({ id, code, name, season, version, level, state }) => (
          <li key={id} className="flex min-h-row items-center py-1">
            <Link className="link" to={versionAddress(code, id)}>
              {t('todo.line', {
                name,
                season,
                version,
                state: t(level === 'city' && state === 'prepared' ? 'cityPrepared' : `state.${state}`),
              })}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
