import { Link, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { CLAIM_TABLES, type ClaimTable, isMeterList, RULE_OF_CLAIM_LIST } from '~/domain/findings/claim-lists';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { SavedView } from '~/domain/tables/saved-view';
import { CLAIMS_TABLE, type ClaimsColumn, type ClaimsView } from '~/domain/tables/subsidy-tables';
import { formatCount } from '~/i18n/formats';
import { type ClaimRow, claimsColumns } from '~/reports/tables/claims-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { findingAddress, findingsAddress } from '~/screens/findings/addresses';
import { OpenFinding } from '~/screens/findings/open-finding';
import { EmptyState } from '~/screens/shared/empty-state';
import { DeskTable } from '~/screens/tables/desk-table';
import { numberedPages, TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import { type Town, townFilter } from '~/screens/tables/town-filter';
import { subsidyAddress } from './addresses';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Props = SubsidyPlace & {
  view: Omit<ClaimsView, 'columns' | 'only'> & { columns: readonly ClaimsColumn[]; only: ClaimTable };
  views: readonly SavedView[];
  towns: readonly Town[];
  table: readonly ClaimRow[];
  count: number;
  more: boolean;
};

/** One list of 重复与异常 as a table. */
export function ClaimsTableScreen({ view, views, towns, table, count, more, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums', 'tables']);
  const { pathname, search } = useLocation();
  const division = place.trail[place.trail.length - 1]!;
  const query = new URLSearchParams(search);
  query.set('season', place.season);
  const at = { path: pathname, query };
  const { only } = view;
  const columns = claimsColumns(t as never, only, true);
  const name = (key: ClaimTable): string => t(`claims.list.${key}`);
  const isOfMeter = isMeterList(only);
  return (
    <SubsidyPageFrame
      page="claims"
      heading={
        <>
          {t('claims.title', { name: division.name })}{' '}
          <span className="text-body font-normal text-ink-soft">
            {isOfMeter
              ? t('claims.households', { households: formatCount(count) })
              : t('claims.findings', { findings: formatCount(count) })}
          </span>
        </>
      }
      actions={
        <>
          <Link className="link inline-flex items-center" to={subsidyAddress(division.code, place.season, 'claims')}>
            {t('claims.all')}
          </Link>
          {isOfMeter ? (
            <OpenFinding division={division.code} season={place.season} at={at} count={count} />
          ) : (
            <Link
              className="link inline-flex items-center"
              to={findingsAddress(division.code, place.season, { kind: RULE_OF_CLAIM_LIST[only] })}
            >
              {t('claims.desk')}
            </Link>
          )}
        </>
      }
      {...place}
    >
      <TableToolbar
        at={at}
        spec={CLAIMS_TABLE}
        columns={columns}
        shown={view.columns}
        filters={[
          {
            name: 'list',
            label: t('claims.choose'),
            chosen: [only],
            options: CLAIM_TABLES.map((key) => ({ value: key, label: name(key) })),
          },
          ...townFilter(t as never, division.level, towns, view.town),
        ]}
        search={null}
        views={views}
        exportPath={`/subsidy/${division.code}/claims/export`}
      />
      <DeskTable
        at={at}
        caption={name(only)}
        columns={chosenOf(columns, view.columns)}
        rows={table}
        rowKey={(row) => `${row.finding} ${row.number}`}
        opens={(row) => (row.finding === null ? `/households/${encodeURIComponent(row.number)}` : findingAddress(row.finding))}
        first={(view.page - 1) * ROWS_A_PAGE + 1}
        order={view}
        sorts={columns.some(({ key }) => key === 'amount') ? CLAIMS_TABLE.sorts : { number: CLAIMS_TABLE.sorts.number }}
        empty={
          <EmptyState title={t('claims.none')}>
            <p>{t('claims.noneNow')}</p>
          </EmptyState>
        }
      />
      <TablePages {...numberedPages(at, view.page, more)} />
    </SubsidyPageFrame>
  );
}
