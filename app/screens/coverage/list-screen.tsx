import { Link, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import type { ListView } from '~/domain/coverage/list-view';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { HOUSEHOLDS_TABLE, type HouseholdsColumn, type HouseholdsSort } from '~/domain/tables/household-tables';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { SavedView } from '~/domain/tables/saved-view';
import { householdListColumns } from '~/reports/tables/household-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { OpenFinding } from '~/screens/findings/open-finding';
import { EmptyState } from '~/screens/shared/empty-state';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import type { Town } from '~/screens/tables/town-filter';
import { coverageAddress, listAddress } from './addresses';
import { DayChoice, PastDay, type ShownDay } from './as-of/day-choice';
import { HouseholdTable } from './household-table';
import { listFilters } from './list-filters';
import { pagesByKey } from './pages';
import { grouped, listName, listValue } from './words';

export type ListProps = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  day: ShownDay;
  view: Omit<ListView, 'columns'> & { columns: readonly HouseholdsColumn[] };
  figure: number;
  /** Counted from the households themselves: what is left after the filters, or the number of households that have the blocks. */
  filtered: { households: number; value: number } | null;
  towns: readonly Town[];
  sortable: readonly HouseholdsSort[];
  views: readonly SavedView[];
  households: readonly HouseholdBehindFigure[];
  hasEarlier: boolean;
  hasLater: boolean;
};

/** 名单: the households behind a number, with the number itself on top. */
export function ListScreen(props: ListProps) {
  const { trail, seasons, season, day, view, towns, sortable, views, households } = props;
  const { t } = useTranslation(['coverage', 'enums', 'survey', 'tables']);
  const { pathname, search } = useLocation();
  const { list, also } = view;
  const division = trail[trail.length - 1]!;
  const asOf = day.past ? day.asOf : null;
  const name = (key: ListKey): string => listName(t as never, key);
  const heading = t('coverage:listTitle', { name: division.name, list: [list, ...also].map(name).join(' · ') });
  const query = new URLSearchParams(search);
  query.set('season', season);
  query.set('flag', list);
  const at = { path: pathname, query };
  const columns = householdListColumns(t, { list, personal: true, withPlace: division.level !== 'village' });
  return (
    <DeskPage
      heading={
        <>
          {heading} <CountSentence {...props} />
        </>
      }
      actions={
        <>
          <Link
            className="link inline-flex items-center"
            to={coverageAddress(division.code, season, asOf === null ? undefined : new URLSearchParams({ asOf }))}
          >
            {t('coverage:lists.back')}
          </Link>
          {!day.past && <OpenFinding division={division.code} season={season} at={at} count={props.filtered?.households ?? null} />}
        </>
      }
      breadcrumb={trail.map((step, place) => ({
        name: step.name,
        to: place < trail.length - 1 ? listAddress(step.code, season, list, asOf) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<DayChoice season={season} day={day} />}
      printWide
    >
      <PastDay day={day} />
      <TableToolbar
        at={at}
        spec={HOUSEHOLDS_TABLE}
        columns={columns}
        shown={view.columns}
        filters={listFilters(t, view, towns, division.level)}
        search={{ text: view.search, label: t('coverage:households.search') }}
        views={views}
        exportPath={`/lists/${division.code}/export`}
      />
      <HouseholdTable
        at={at}
        caption={heading}
        columns={chosenOf(columns, view.columns)}
        households={households}
        first={view.before + (view.page - 1) * ROWS_A_PAGE + 1}
        order={view}
        sorts={Object.fromEntries(sortable.map((sort) => [sort, HOUSEHOLDS_TABLE.sorts[sort]]))}
        empty={
          <EmptyState title={t('coverage:lists.empty')}>
            <p>{t('coverage:lists.emptyNow')}</p>
          </EmptyState>
        }
      />
      <TablePages {...pagesByKey(at, view, props)} />
    </DeskPage>
  );
}

function CountSentence({ view: { list, also, search, mode, source, town }, figure, filtered }: ListProps) {
  const { t } = useTranslation('coverage');
  const isFiltered = search !== '' || mode !== null || source !== null || town !== null || also.length > 0;
  const sentences = {
    households: 'lists.countHouseholds',
    rooms: 'lists.countRooms',
    area: 'lists.countArea',
    money: 'lists.countMoney',
  } as const;
  return (
    <span className="text-body font-normal text-ink-soft">
      {t(sentences[unitOf(list)], { figure: listValue(list, figure) })}
      {!isFiltered && filtered && t('lists.inHouseholds', { households: grouped(filtered.households) })}
      {isFiltered && filtered && t('lists.filtered', { households: grouped(filtered.households) })}
    </span>
  );
}
