import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ReducedHouseholdsView } from '~/domain/subsidy/reduced-households-view';
import { formatCount, formatYuan } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { subsidyAddress } from './addresses';
import { scenarioName } from './forecast-screen';
import { ListPages } from './list-pages';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type ReducedHouseholdRow = {
  number: string;
  head: string;
  place: string;
  before: number;
  gives: number;
  elderly: boolean;
  reburning: boolean;
};
type Props = SubsidyPlace & {
  view: ReducedHouseholdsView;
  coming: string;
  households: number;
  loss: number;
  rows: readonly ReducedHouseholdRow[];
  more: boolean;
};

/** 少领的户: the households that get less in a coming season under a scenario of the forecast, and by how much. */
export function ReducedHouseholdsScreen({ view, coming, households, loss, rows, more, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { season } = place;
  const division = place.trail[place.trail.length - 1]!;
  const scenario = scenarioName(t as never, view.scenario);
  const back = subsidyAddress(
    division.code,
    season,
    'forecast',
    view.scenario.name === 'step-down' ? { percent: String(view.scenario.percent) } : {},
  );
  return (
    <SubsidyPageFrame
      page="forecast"
      below
      heading={t('losing.title', { name: division.name, coming, scenario })}
      actions={
        <ButtonLink look="quiet" to={back}>
          {t('losing.back')}
        </ButtonLink>
      }
      {...place}
    >
      <p className="mb-3 text-lead">
        {t(`losing.sum.${view.of}`, { households: formatCount(households), amount: formatYuan(loss), season })}
      </p>
      <Table
        caption={t('losing.title', { name: division.name, coming, scenario })}
        rows={rows}
        rowKey={(row) => row.number}
        maxHeight="calc(100vh - 72px)"
        empty={
          <EmptyState title={t('losing.none')}>
            <p>{t('losing.noneNow')}</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'head',
            heading: t('field.head'),
            cell: (row) => (
              <span className="whitespace-nowrap">
                <Link className="link" to={`/households/${encodeURIComponent(row.number)}`}>
                  {row.head}
                </Link>{' '}
                {row.reburning && (
                  <Chip tone="danger" icon="flame">
                    {t('state.reburning')}
                  </Chip>
                )}
              </span>
            ),
          },
          { key: 'place', heading: t('field.place'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
          { key: 'before', heading: t('losing.before', { season }), number: true, cell: (row) => formatYuan(row.before) },
          { key: 'gives', heading: t('losing.gives', { coming }), number: true, cell: (row) => formatYuan(row.gives) },
          { key: 'loss', heading: t('losing.less'), number: true, cell: (row) => <strong>{formatYuan(row.before - row.gives)}</strong> },
          { key: 'elderly', heading: t('losing.elderly'), cell: (row) => (row.elderly ? t('losing.yes') : '—') },
        ]}
      />
      <ListPages page={view.page} more={more} />
    </SubsidyPageFrame>
  );
}
