import { LIST_CHIPS, type ListChip } from '../household/list-words';
import { type ListKey, unitOf } from '../indicators/household-lists';
import { refuse } from '../problems';
import { choicesIn, type TableSpec, type TableView, tableViewOf } from './table-view';

/** 名单 behind a figure (docs/definitions.md#desk-table): by number, by name, by day of the visit, by what each adds to the figure. */
export const HOUSEHOLDS_TABLE = {
  list: 'households',
  columns: {
    number: 'always',
    address: 'shown',
    head: 'shown',
    place: 'shown',
    mode: 'shown',
    visit: 'shown',
    outcome: 'shown',
    state: 'shown',
    signs: 'shown',
    value: 'shown',
    phone: 'shown',
    residence: 'hidden',
    status: 'hidden',
  },
  sorts: { number: ['asc', 'desc'], head: ['asc', 'desc'], visit: ['desc', 'asc'], value: ['desc', 'asc'] },
  usual: 'number',
} as const satisfies TableSpec;
export type HouseholdsColumn = keyof (typeof HOUSEHOLDS_TABLE)['columns'];
export type HouseholdsSort = keyof (typeof HOUSEHOLDS_TABLE)['sorts'];

/** Orders that no index has: the whole list is read for them, so it may not be longer than this. */
const MOST_SORTED = 20_000;
const SORTED_WHOLE: readonly HouseholdsSort[] = ['visit', 'value'];

/** The orders a list of so many households offers. Only a list of amounts or rooms has a value of each household. */
export function sortableBy(list: ListKey, households: number): HouseholdsSort[] {
  const all = Object.keys(HOUSEHOLDS_TABLE.sorts) as HouseholdsSort[];
  return all.filter(
    (sort) => (sort !== 'value' || unitOf(list) !== 'households') && (households <= MOST_SORTED || !SORTED_WHOLE.includes(sort)),
  );
}

/** An order that the list does not offer is refused, and the reason said. */
export function checkOrder(sort: HouseholdsSort | undefined, sortable: readonly HouseholdsSort[], households: number): void {
  if (sort === undefined || sortable.includes(sort)) return;
  if (households > MOST_SORTED) refuse('table.too-many-to-sort', { households, most: MOST_SORTED });
  refuse('table.unknown-value', { name: 'sort', value: sort });
}

/** 户台账 of a village: all its households, also those out of scope, with their state of the season. Doors in the order one walks. */
export const VILLAGE_TABLE = {
  list: 'village',
  columns: {
    number: 'always',
    address: 'shown',
    head: 'shown',
    state: 'shown',
    marks: 'shown',
    mode: 'shown',
    lastHeat: 'shown',
    visits: 'shown',
    phone: 'shown',
    status: 'hidden',
  },
  sorts: { number: ['asc', 'desc'], address: ['asc', 'desc'], head: ['asc', 'desc'], visits: ['desc', 'asc'] },
  usual: 'number',
} as const satisfies TableSpec;
export type VillageColumn = keyof (typeof VILLAGE_TABLE)['columns'];
export type VillageSort = keyof (typeof VILLAGE_TABLE)['sorts'];
export type VillageView = TableView<VillageColumn, VillageSort> & { season: string | null; chips: readonly ListChip[] };

export function villageViewOf(parameters: URLSearchParams): VillageView {
  return {
    ...tableViewOf(VILLAGE_TABLE, parameters),
    season: parameters.get('season'),
    chips: choicesIn(parameters, 'show', LIST_CHIPS),
  };
}
