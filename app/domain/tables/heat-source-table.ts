import { keysOf } from '../contract/enumerations';
import { choiceIn, type TableSpec, type TableView, tableViewOf } from './table-view';

/** 热源: by number, by the households on it, by size. */
export const HEAT_SOURCES_TABLE = {
  list: 'sources',
  columns: {
    name: 'always',
    number: 'shown',
    kind: 'shown',
    place: 'shown',
    tonnes: 'shown',
    rating: 'shown',
    closing: 'shown',
    households: 'shown',
    villages: 'shown',
    verdict: 'shown',
  },
  sorts: { number: ['asc', 'desc'], tonnes: ['desc', 'asc'], households: ['desc', 'asc'] },
  usual: 'number',
} as const satisfies TableSpec;
export type HeatSourcesColumn = keyof (typeof HEAT_SOURCES_TABLE)['columns'];
type HeatSourcesSort = keyof (typeof HEAT_SOURCES_TABLE)['sorts'];

/** 只看: not allowed (docs/definitions.md#rule-r15), small coal boilers (docs/definitions.md#heat-source), to be closed, not in use. */
export const SOURCE_FILTERS = ['faulty', 'small', 'closing', 'unused'] as const;
type SourceFilter = (typeof SOURCE_FILTERS)[number];

export type HeatSourcesView = TableView<HeatSourcesColumn, HeatSourcesSort> & {
  season: string | null;
  division: string | null;
  kind: string | null;
  only: SourceFilter | null;
};

export function heatSourcesViewOf(parameters: URLSearchParams): HeatSourcesView {
  return {
    ...tableViewOf(HEAT_SOURCES_TABLE, parameters),
    season: parameters.get('season'),
    division: parameters.get('code') || null,
    kind: choiceIn(parameters, 'kind', keysOf('heatSourceKind')),
    only: choiceIn(parameters, 'only', SOURCE_FILTERS),
  };
}

type Source = {
  number: string;
  name: string;
  kind: string;
  tonnes: number | null;
  closing: boolean;
  households: number;
  used: boolean;
  faults: readonly string[];
  smallCoal: boolean;
};

/** The sources that the view lists, in its order. There are some hundreds at most, so they are chosen and sorted here. */
export function sourcesListed<S extends Source>(sources: readonly S[], view: Omit<HeatSourcesView, 'columns'>): S[] {
  const keeps: Record<SourceFilter, (source: S) => boolean> = {
    faulty: ({ faults }) => faults.length > 0,
    small: ({ smallCoal }) => smallCoal,
    closing: ({ closing }) => closing,
    unused: ({ used }) => !used,
  };
  const words = view.search.toLowerCase();
  const listed = sources.filter(
    (source) =>
      (view.kind === null || source.kind === view.kind) &&
      (view.only === null || keeps[view.only](source)) &&
      `${source.number} ${source.name}`.normalize('NFKC').toLowerCase().includes(words),
  );
  const by = (source: S): number => (view.sort === 'tonnes' ? (source.tonnes ?? -1) : source.households);
  const compare = (a: S, b: S): number => {
    const byNumber = a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    return view.sort === 'number' ? byNumber : by(a) - by(b) || byNumber;
  };
  return listed.sort((a, b) => (view.dir === 'desc' ? -compare(a, b) : compare(a, b)));
}
