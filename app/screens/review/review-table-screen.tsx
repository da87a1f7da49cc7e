import { Link, useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { hasSigns, type QueuedVisit, type QueuePosition, SIGN_FILTERS } from '~/domain/review/queued-visit';
import { positionText, VISIT_STATUSES } from '~/domain/review/review-view';
import { REVIEW_TABLE, type ReviewColumn, type ReviewTableView } from '~/domain/tables/review-table';
import type { SavedView } from '~/domain/tables/saved-view';
import { QUEUE_SIGNS, reviewColumns } from '~/reports/tables/review-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { DeskTable } from '~/screens/tables/desk-table';
import { tableAddress } from '~/screens/tables/table-address';
import { TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import { type Town, townFilter } from '~/screens/tables/town-filter';

type Props = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  view: Omit<ReviewTableView, 'columns'> & { columns: readonly ReviewColumn[] };
  views: readonly SavedView[];
  towns: readonly Town[];
  visits: readonly QueuedVisit[];
  next: QueuePosition | null;
};

/** 入户审核 as a table. A row opens the visit where it is read and decided. */
export function ReviewTableScreen({ trail, seasons, season, view, views, towns, visits, next }: Props) {
  const { t } = useTranslation(['review', 'contradictions', 'enums', 'survey', 'tables']);
  const { pathname, search } = useLocation();
  const division = trail[trail.length - 1]!;
  const query = new URLSearchParams(search);
  query.set('season', season);
  query.set('code', division.code);
  const at = { path: pathname, query };
  const columns = reviewColumns(t as never, true);
  const queue: Record<string, string> = { code: division.code, season, status: view.status, order: view.order, signs: view.signs };
  if (view.town !== null) queue.below = view.town;
  const inQueue = (visit: string): string => `/review?${new URLSearchParams({ ...queue, visit }).toString()}`;
  return (
    <DeskPage
      heading={t('review:table.title', { name: division.name })}
      breadcrumb={trail.map((step, place) => ({
        name: step.name,
        to: place < trail.length - 1 ? tableAddress(at, { code: step.code, town: null }) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      actions={
        <Link className="link" to={`/review?${new URLSearchParams(queue).toString()}`}>
          {t('review:table.back')}
        </Link>
      }
      printWide
    >
      <TableToolbar
        at={at}
        spec={REVIEW_TABLE}
        columns={columns}
        shown={view.columns}
        filters={[
          {
            name: 'status',
            label: t('review:status.label'),
            chosen: [view.status],
            options: VISIT_STATUSES.map((status) => ({ value: status, label: t(`review:status.${status}`) })),
          },
          ...townFilter(t as never, division.level, towns, view.town),
          {
            name: 'signs',
            label: t('review:signFilter.label'),
            chosen: [view.signs],
            options: SIGN_FILTERS.map((one) => ({ value: one, label: t(`review:signFilter.${one}`) })),
          },
        ]}
        search={null}
        views={views}
        exportPath="/review/table/export"
      />
      <DeskTable
        at={at}
        caption={t('review:table.title', { name: division.name })}
        columns={chosenOf(columns, view.columns)}
        cells={CELLS}
        rows={visits}
        rowKey={(row) => row.id}
        opens={(row) => inQueue(row.id)}
        first={view.before + 1}
        order={view}
        sorts={REVIEW_TABLE.sorts}
        empty={
          <EmptyState title={t(`review:queue.${EMPTY[view.status]}`)}>
            <p>{t(view.status === 'submitted' ? 'review:queue.emptyNow' : 'review:queue.emptyOther')}</p>
          </EmptyState>
        }
      />
      <TablePages
        first={view.after ? tableAddress(at) : null}
        earlier={null}
        later={next ? tableAddress(at, { after: positionText(next), n: String(view.before + visits.length) }) : null}
        rows={visits.length}
      />
    </DeskPage>
  );
}

const EMPTY = { submitted: 'empty', returned: 'emptyReturned', approved: 'emptyApproved' } as const;

const CELLS: Record<string, (row: QueuedVisit) => ReactNode> = { signs: (row) => <Signs visit={row} /> };

function Signs({ visit }: { visit: QueuedVisit }) {
  const { t } = useTranslation(['review', 'contradictions']);
  if (!hasSigns(visit)) return '—';
  return (
    <>
      {QUEUE_SIGNS.filter((sign) => visit.signs[sign]).map((sign) => (
        <span key={sign} className="mr-1">
          <Chip tone={sign === 'cold' || sign === 'reburning' ? 'danger' : 'attention'} icon={sign === 'reburning' ? 'flame' : 'alert'}>
            {t(`review:signs.${sign}`)}
          </Chip>
        </span>
      ))}
      {visit.contradictions.map((one) => (
        <span key={one} className="mr-1">
          <Chip tone="attention" icon="alert">
            {t(`contradictions:short.${one}`)}
          </Chip>
        </span>
      ))}
    </>
  );
}
