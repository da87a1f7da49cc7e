import { useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { SavedView } from '~/domain/tables/saved-view';
import { WITHOUT_TABLE, type WithoutColumn, type WithoutView } from '~/domain/tables/subsidy-tables';
import { type WithoutRow, withoutColumns } from '~/reports/tables/claims-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { DeskTable } from '~/screens/tables/desk-table';
import { numberedPages, TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import { type Town, townFilter } from '~/screens/tables/town-filter';
import { subsidyAddress } from './addresses';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Props = SubsidyPlace & {
  view: Omit<WithoutView, 'columns'> & { columns: readonly WithoutColumn[] };
  views: readonly SavedView[];
  towns: readonly Town[];
  rows: readonly WithoutRow[];
  more: boolean;
};

/** The households that get nothing under a policy for one reason of the computation. */
export function NotEntitledScreen({ view, views, towns, rows, more, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums', 'tables']);
  const { pathname, search } = useLocation();
  const division = place.trail[place.trail.length - 1]!;
  const title = t('without.title', { name: division.name, policy: view.policy, why: t(`without.why.${view.reason}`) });
  const query = new URLSearchParams(search);
  query.set('season', place.season);
  const at = { path: pathname, query };
  const columns = withoutColumns(t as never, true);
  return (
    <SubsidyPageFrame
      page="entitlements"
      below
      heading={title}
      actions={
        <ButtonLink look="quiet" to={subsidyAddress(division.code, place.season, 'entitlements')}>
          {t('without.back')}
        </ButtonLink>
      }
      {...place}
    >
      <p className="mb-2 text-ink-soft">{t('without.lead')}</p>
      <TableToolbar
        at={at}
        spec={WITHOUT_TABLE}
        columns={columns}
        shown={view.columns}
        filters={townFilter(t as never, division.level, towns, view.town)}
        search={null}
        views={views}
        exportPath={`/subsidy/${division.code}/without/export`}
      />
      <DeskTable
        at={at}
        caption={title}
        columns={chosenOf(columns, view.columns)}
        rows={rows}
        rowKey={(row) => row.number}
        opens={(row) => `/households/${encodeURIComponent(row.number)}`}
        first={(view.page - 1) * ROWS_A_PAGE + 1}
        order={view}
        sorts={WITHOUT_TABLE.sorts}
        empty={
          <EmptyState title={t('without.none')}>
            <p>{t('without.noneNow')}</p>
          </EmptyState>
        }
      />
      <TablePages {...numberedPages(at, view.page, more)} />
    </SubsidyPageFrame>
  );
}
