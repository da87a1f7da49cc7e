import { useTranslation } from 'react-i18next';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { HOUSEHOLDS_TABLE, type HouseholdsColumn } from '~/domain/tables/household-tables';
import type { SavedView } from '~/domain/tables/saved-view';
import { householdListColumns } from '~/reports/tables/household-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { EmptyState } from '~/screens/shared/empty-state';
import { TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import { HouseholdTable } from './household-table';
import { listFilters } from './list-filters';
import { pagesByKey } from './pages';

export type VillageHouseholds = {
  households: readonly HouseholdBehindFigure[];
  hasEarlier: boolean;
  hasLater: boolean;
  columns: readonly HouseholdsColumn[];
  views: readonly SavedView[];
};

const FIRST_PAGE = { sort: 'number', dir: 'asc', page: 1, before: 0 } as const;

/** The last step down: a village and its households. Whoever sorts, filters or turns the page goes to the list of the same. */
export function HouseholdsOfVillage({
  name,
  code,
  season,
  asOf,
  ...list
}: VillageHouseholds & { name: string; code: string; season: string; asOf: string | null }) {
  const { t } = useTranslation(['coverage', 'enums', 'survey', 'tables']);
  const at = { path: `/lists/${code}`, query: new URLSearchParams({ season, ...(asOf !== null && { asOf }), flag: 'H' }) };
  const columns = householdListColumns(t, { list: 'H', personal: true, withPlace: false });
  return (
    <section aria-labelledby="households" className="mt-4">
      <h2 id="households" className="mb-2 text-lead">
        {t('coverage:households.title')}
      </h2>
      <TableToolbar
        at={at}
        spec={HOUSEHOLDS_TABLE}
        columns={columns}
        shown={list.columns}
        filters={listFilters(t, { list: 'H', also: [], mode: null, town: null, source: null }, [], 'village')}
        search={{ text: '', label: t('coverage:households.search') }}
        views={list.views}
        exportPath={`${at.path}/export`}
      />
      <HouseholdTable
        at={at}
        caption={t('coverage:households.caption', { name, season })}
        columns={chosenOf(columns, list.columns)}
        households={list.households}
        first={1}
        order={FIRST_PAGE}
        sorts={{ number: HOUSEHOLDS_TABLE.sorts.number, head: HOUSEHOLDS_TABLE.sorts.head, visit: HOUSEHOLDS_TABLE.sorts.visit }}
        empty={
          <EmptyState title={t('coverage:lists.empty')}>
            <p>{t('coverage:lists.emptyNow')}</p>
          </EmptyState>
        }
      />
      <TablePages {...pagesByKey(at, FIRST_PAGE, list)} />
    </section>
  );
}
