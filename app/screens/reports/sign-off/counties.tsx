import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { SignedState, SigningLevel } from '~/domain/report/sign-off';
import { Chip } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { signOffAddress, versionAddress } from './addresses';
import { SignedStateChip } from './state-chip';

export type CountyRow = {
  code: string;
  name: string;
  report: { id: string; version: number; state: SignedState; level: SigningLevel } | null;
  changed: boolean;
};

/** 各县报送情况 of a city: each county with its standing version. */
export function Counties({ counties, season }: { counties: readonly CountyRow[]; season: string }) {
  const { t } = useTranslation('sign-off');
  const columns: Column<CountyRow>[] = [
    {
      key: 'name',
      heading: t('county.name'),
      cell: ({ code, name }) => (
        <Link className="link" to={signOffAddress(code, season)}>
          {name}
        </Link>
      ),
    },
    {
      key: 'version',
      heading: t('county.version'),
      cell: ({ code, report }) =>
        report && (
          <Link className="link" to={versionAddress(code, report.id)}>
            {t('versions.number', { version: report.version })}
          </Link>
        ),
    },
    {
      key: 'state',
      heading: t('county.state'),
      cell: ({ report, changed }) =>
        report === null ? (
          <span className="text-ink-soft">{t('county.none')}</span>
        ) : (
          <span className="flex flex-wrap gap-1">
            <SignedStateChip level={report.level} state={report.state} />
            {changed && <Chip tone="attention">{t('county.changed')}</Chip>}
          </span>
        ),
    },
  ];
  return (
    <section className="card mb-6 p-4" id="counties" aria-labelledby="counties-title">
      <h2 className="mb-2 text-lead font-semibold" id="counties-title">
        {t('county.title')}
      </h2>
      <Table columns={columns} rows={counties} rowKey={({ code }) => code} caption={t('county.title')} />
    </section>
  );
}
