import { Link, useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LIST_CHIPS, type ListChip } from '~/domain/household/list-words';
import { VILLAGE_TABLE, type VillageColumn, type VillageView } from '~/domain/tables/household-tables';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { SavedView } from '~/domain/tables/saved-view';
import { chosenOf } from '~/reports/tables/shown-table';
import { type VillageRow, villageColumns } from '~/reports/tables/village-list';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon } from '~/screens/shared/icon';
import { Chip } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { DeskTable } from '~/screens/tables/desk-table';
import { tableAddress } from '~/screens/tables/table-address';
import { numberedPages, TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import { StateChip } from './state-chip';

type VillageTableProps = {
  village: { code: string; name: string; township: string };
  season: string;
  seasons: string[];
  progress: { done: number; total: number };
  counts: Record<ListChip, number>;
  found: number;
  rows: readonly VillageRow[];
  view: Omit<VillageView, 'columns'> & { columns: readonly VillageColumn[] };
  views: readonly SavedView[];
};

/** 户台账 of a village at the desk: a table. The cadre's phone shows cards (village-screen.tsx). */
export function VillageTableScreen({ village, season, seasons, progress, counts, found, rows, view, views }: VillageTableProps) {
  const { t } = useTranslation(['households', 'coverage', 'enums', 'survey', 'tables']);
  const { pathname, search } = useLocation();
  const query = new URLSearchParams(search);
  query.set('season', season);
  const at = { path: pathname, query };
  const columns = villageColumns(t as never, true);
  return (
    <DeskPage
      heading={
        <>
          {village.name}{' '}
          <span className="text-body font-normal text-ink-soft">
            {t('households:progressOf', { season })} {progress.done}/{progress.total}
            {' · '}
            {t('households:found', { found })}
          </span>
        </>
      }
      breadcrumb={[{ name: t('households:villages.heading'), to: '/villages' }, { name: village.township }, { name: village.name }]}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      actions={
        <nav aria-label={t('households:chips')} className="flex flex-wrap gap-2">
          {LIST_CHIPS.filter((chip) => counts[chip] > 0 || view.chips.includes(chip)).map((chip) => (
            <ChipLink key={chip} to={withChip(at, view.chips, chip)} pressed={view.chips.includes(chip)}>
              {t(`households:chip.${chip}`)} {counts[chip]}
            </ChipLink>
          ))}
        </nav>
      }
      printWide
    >
      <PaperOfVillage code={village.code} season={season} />
      <TableToolbar
        at={at}
        spec={VILLAGE_TABLE}
        columns={columns}
        shown={view.columns}
        filters={[]}
        search={{ text: view.search, label: t('households:search.label') }}
        views={views}
        exportPath={`/villages/${village.code}/export`}
      />
      <DeskTable
        at={at}
        caption={village.name}
        columns={chosenOf(columns, view.columns)}
        cells={CELLS}
        rows={rows}
        rowKey={(row) => row.number}
        opens={(row) => `/households/${encodeURIComponent(row.number)}`}
        first={(view.page - 1) * ROWS_A_PAGE + 1}
        order={view}
        sorts={VILLAGE_TABLE.sorts}
        empty={
          <EmptyState title={t('coverage:lists.empty')}>
            <p>{t('coverage:lists.emptyNow')}</p>
            {(view.search !== '' || view.chips.length > 0) && (
              <p className="mt-2">
                <Link className="link" to={tableAddress(at, { q: null, show: null })}>
                  {t('households:noneFound.clear')}
                </Link>
              </p>
            )}
          </EmptyState>
        }
      />
      <TablePages {...numberedPages(at, view.page, found > view.page * ROWS_A_PAGE)} />
    </DeskPage>
  );
}

/** 村情况表 and 户码. */
function PaperOfVillage({ code, season }: { code: string; season: string }) {
  const { t } = useTranslation('evaluation');
  return (
    <p className="no-print mb-3 flex flex-wrap gap-2">
      <ButtonLink to={`/villages/${code}/sheets?${new URLSearchParams({ season }).toString()}`} icon="down" download>
        {t('sheet.link')}
      </ButtonLink>
      <ButtonLink to={`/villages/${code}/labels`} icon="print">
        {t('labels.heading')}
      </ButtonLink>
    </p>
  );
}

/** The same list with a chip more, or without it. */
function withChip(at: Parameters<typeof tableAddress>[0], chips: readonly ListChip[], chip: ListChip): string {
  const query = new URLSearchParams(at.query);
  query.delete('show');
  for (const one of LIST_CHIPS) if (chips.includes(one) !== (one === chip)) query.append('show', one);
  return tableAddress({ path: at.path, query });
}

function ChipLink({ to, pressed, children }: { to: string; pressed: boolean; children: ReactNode }) {
  return (
    <Link
      to={to}
      preventScrollReset
      aria-current={pressed ? 'true' : undefined}
      className={`inline-flex min-h-target items-center gap-1 rounded-full border px-3 no-underline
        ${pressed ? 'border-action bg-action text-white' : 'border-line-strong bg-paper text-ink'}`}
    >
      {pressed && <Icon name="check" size={16} />}
      {children}
    </Link>
  );
}

const CELLS: Record<string, (row: VillageRow) => ReactNode> = {
  state: (row) => <StateChip state={row.state} status={row.status} />,
  marks: (row) => (row.words.includes('reburning') || row.words.includes('letting') ? <Marks row={row} /> : '—'),
};

function Marks({ row }: { row: VillageRow }) {
  const { t } = useTranslation('households');
  return (
    <>
      {row.words.includes('reburning') && (
        <Chip tone="danger" icon="flame">
          {t('chip.reburning')}
        </Chip>
      )}{' '}
      {row.words.includes('letting') && <Chip tone="info">{t('chip.letting')}</Chip>}
    </>
  );
}
