import { Form, Link, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import type { DivisionStep } from '~/domain/coverage/division';
import { HEAT_SOURCES_TABLE, type HeatSourcesColumn, type HeatSourcesView, SOURCE_FILTERS } from '~/domain/tables/heat-source-table';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { SavedView } from '~/domain/tables/saved-view';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount } from '~/i18n/formats';
import { type HeatSourceListed, heatSourceColumns } from '~/reports/tables/heat-source-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { DeskTable } from '~/screens/tables/desk-table';
import { numberedPages, TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import { HeatSourceFields, type SourcePlace } from './heat-source-fields';
import { onSource } from './on-source';

type Props = {
  division: DivisionStep;
  seasons: readonly string[];
  season: string;
  view: Omit<HeatSourcesView, 'columns'> & { columns: readonly HeatSourcesColumn[] };
  views: readonly SavedView[];
  count: number;
  sources: readonly HeatSourceListed[];
  more: boolean;
  /** Where a source can be added; null for who may not. */
  places: readonly SourcePlace[] | null;
  added: boolean;
  reply?: FormReply;
  busy: boolean;
};

/** 热源: rating, size, households, and whether each is allowed (docs/definitions.md#heat-source). */
export function HeatSourcesScreen({ division, seasons, season, view, views, count, sources, more, places, added, reply, busy }: Props) {
  const { t } = useTranslation(['targets', 'enums', 'tables']);
  const { pathname, search } = useLocation();
  const query = new URLSearchParams(search);
  query.delete('added');
  query.set('season', season);
  query.set('code', division.code);
  const at = { path: pathname, query };
  const columns = heatSourceColumns(t as never);
  return (
    <DeskPage
      heading={
        <>
          {t('targets:heat.title', { name: division.name })}{' '}
          <span className="text-body font-normal text-ink-soft">{t('targets:heat.count', { count })}</span>
        </>
      }
      breadcrumb={[{ name: division.name }]}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      printWide
    >
      {added && !reply && (
        <Notice tone="ok" live>
          {t('targets:heat.added')}
        </Notice>
      )}
      <ErrorSummary reply={reply} />
      <TableToolbar
        at={at}
        spec={HEAT_SOURCES_TABLE}
        columns={columns}
        shown={view.columns}
        filters={[
          {
            name: 'kind',
            label: t('targets:heat.filterKind'),
            any: t('targets:heat.anyKind'),
            chosen: view.kind ? [view.kind] : [],
            options: keysOf('heatSourceKind').map((value) => ({ value, label: enumWord(t, 'heatSourceKind', value) })),
          },
          {
            name: 'only',
            label: t('targets:heat.filterOnly'),
            any: t('targets:heat.any'),
            chosen: view.only ? [view.only] : [],
            options: SOURCE_FILTERS.map((value) => ({ value, label: t(`targets:heat.only.${value}`) })),
          },
        ]}
        search={{ text: view.search, label: t('targets:heat.search') }}
        views={views}
        exportPath="/heat-sources/export"
      />
      <DeskTable
        at={at}
        caption={t('targets:heat.title', { name: division.name })}
        columns={chosenOf(columns, view.columns)}
        cells={{
          households: (row) =>
            row.households === 0 ? (
              '0'
            ) : (
              <Link className="link" to={onSource(division.code, season, row.number)}>
                {formatCount(row.households)}
              </Link>
            ),
        }}
        rows={sources}
        rowKey={(row) => row.number}
        opens={(row) => `/heat-sources/${encodeURIComponent(row.number)}?season=${season}`}
        first={(view.page - 1) * ROWS_A_PAGE + 1}
        order={view}
        sorts={HEAT_SOURCES_TABLE.sorts}
        empty={
          <EmptyState title={t('targets:heat.none')}>
            <p>{t('targets:heat.noneNow')}</p>
          </EmptyState>
        }
      />
      <TablePages {...numberedPages(at, view.page, more)} />
      <p className="mt-2 max-w-form text-small text-ink-faint">{t('targets:heat.clauseText')}</p>
      {places && (
        <section id="add" aria-labelledby="add-name" className="card no-print mt-6 max-w-form p-4">
          <h2 id="add-name" className="mb-3 text-lead">
            {t('targets:heat.add')}
          </h2>
          <Form method="post" className="space-y-4" noValidate>
            <Csrf />
            <Field name="number" label={t('targets:heat.number')} reply={reply} autoComplete="off" />
            <HeatSourceFields places={places} reply={reply} />
            <Button look="main" icon="check" disabled={busy}>
              {t('targets:heat.add')}
            </Button>
          </Form>
        </section>
      )}
    </DeskPage>
  );
}
