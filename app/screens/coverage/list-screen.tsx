import { Form, Link, useSearchParams, useSubmit } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Mode } from '~/domain/contract/enumerations';
import type { DivisionStep } from '~/domain/coverage/division';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { EmptyState } from '~/screens/shared/empty-state';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { changed, coverageAddress, listAddress } from './addresses';
import { AsOf } from './as-of';
import { HouseholdFilters } from './household-filters';
import { HouseholdTable } from './household-table';
import { Pages } from './pages';
import { grouped, listName, listValue } from './words';

export type ListProps = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  asOf: string;
  closed: boolean;
  list: ListKey;
  also: ListKey | null;
  search: string;
  mode: Mode | null;
  figure: number;
  /** Counted from the households themselves: what is left after the filters, or the number of households that have the blocks. */
  filtered: { households: number; value: number } | null;
  households: readonly HouseholdBehindFigure[];
  hasEarlier: boolean;
  hasLater: boolean;
};

/** The lists offered in the switch; the others are reached from their figures. */
const OFFERED: readonly ListKey[] = [
  'H',
  'notVisited',
  'X',
  'E',
  'notConverted',
  'notConnected',
  'notUsed',
  'unstable',
  'B',
  'Q',
  'cold',
  'let',
  'letNotConnected',
  'letNotUsed',
];

/** 名单: the households behind a number, with the number itself on top. */
export function ListScreen({
  trail,
  seasons,
  season,
  asOf,
  closed,
  list,
  also,
  search,
  mode,
  figure,
  filtered,
  households,
  hasEarlier,
  hasLater,
}: ListProps) {
  const { t } = useTranslation('coverage');
  const [parameters] = useSearchParams();
  const division = trail[trail.length - 1]!;
  const heading = t('listTitle', { name: division.name, list: [list, ...(also ? [also] : [])].map((key) => listName(t, key)).join(' · ') });
  const isFiltered = search !== '' || mode !== null || also !== null;
  return (
    <DeskPage
      heading={heading}
      breadcrumb={trail.map((step, at) => ({
        name: step.name,
        to: at < trail.length - 1 ? listAddress(step.code, season, list) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<AsOf season={season} day={asOf} closed={closed} />}
      printWide
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-6 gap-y-2">
        <p className="text-lead">
          {countSentence(t, list, figure)}
          {!isFiltered && filtered && t('lists.inHouseholds', { households: grouped(filtered.households) })}
          {isFiltered && filtered && t('lists.filtered', { households: grouped(filtered.households) })}
        </p>
        <ListSwitch list={list} />
        <Link className="link" to={coverageAddress(division.code, season)}>
          {t('lists.back')}
        </Link>
      </div>
      <HouseholdFilters
        search={search}
        mode={mode}
        exportTo={`/lists/${division.code}/export${changed(parameters, { season, flag: list })}`}
      />
      <HouseholdTable
        caption={heading}
        list={list}
        households={households}
        withPlace={division.level !== 'village'}
        empty={
          <EmptyState title={t('lists.empty')}>
            <p>{t('lists.emptyNow')}</p>
          </EmptyState>
        }
      />
      <Pages households={households} hasEarlier={hasEarlier} hasLater={hasLater} />
    </DeskPage>
  );
}

type Words = ReturnType<typeof useTranslation<'coverage'>>['t'];

function countSentence(t: Words, list: ListKey, figure: number): string {
  const sentences = {
    households: 'lists.countHouseholds',
    rooms: 'lists.countRooms',
    area: 'lists.countArea',
    money: 'lists.countMoney',
  } as const;
  return t(sentences[unitOf(list)], { figure: listValue(list, figure) });
}

/** Another list of the same division and season. */
function ListSwitch({ list }: { list: ListKey }) {
  const { t } = useTranslation(['coverage', 'common']);
  const [parameters] = useSearchParams();
  const submit = useSubmit();
  const season = parameters.get('season');
  const offered = OFFERED.includes(list) ? OFFERED : [list, ...OFFERED];
  return (
    <Form method="get" className="no-print flex items-center gap-2" onChange={(event) => submit(event.currentTarget)}>
      {season && <input type="hidden" name="season" value={season} />}
      <label className="flex items-center gap-2">
        <span className="text-ink-soft">{t('coverage:lists.choose')}</span>
        <select name="flag" value={list} onChange={() => undefined} className="field-box w-auto pr-8">
          {offered.map((key) => (
            <option key={key} value={key}>
              {listName(t as never, key)}
            </option>
          ))}
        </select>
      </label>
      <noscript>
        <button type="submit" className="link">
          {t('common:season.show')}
        </button>
      </noscript>
    </Form>
  );
}
