import { ENUMERATIONS, type ZoneType } from '../contract/enumerations';
import { figureBehind, type ListKey } from '../indicators/household-lists';
import { type CoverageColumn, DEFAULT_COLUMNS, isCoverageColumn, isFindingColumn, orderValue } from './coverage-columns';
import type { DivisionSums } from './division';

/** The row filters: each keeps only the divisions that have households on this list. */
export const ROW_FILTERS = ['notVisited', 'notConnected', 'notUsed', 'unstable', 'B', 'cold'] as const satisfies readonly ListKey[];
type RowFilter = (typeof ROW_FILTERS)[number];

/** What a coverage page shows of its divisions, as the address says it. */
export type CoverageView = {
  season: string | null;
  /** 截至日期 as it was typed; null for the stored figures. */
  asOf: string | null;
  columns: readonly CoverageColumn[];
  /** 'code' or a column; `falling` orders from high to low. */
  sort: CoverageColumn | 'code';
  falling: boolean;
  search: string;
  show: RowFilter | null;
  zone: ZoneType | null;
  /** Whether each rate shows its change against the season before. */
  compare: boolean;
  /** Code of the last row of the page before. */
  after: string | null;
};

const COVERAGE_PAGE = 100;

/** Reads the view from the address. Unknown values are ignored, so that an old link still opens. */
export function coverageViewOf(parameters: URLSearchParams): CoverageView {
  const columns = parameters.getAll('col').filter(isCoverageColumn);
  const sorted = parameters.get('sort') ?? 'code';
  const sort = sorted.replace(/^-/, '');
  const show = parameters.get('show');
  const zone = parameters.get('zone');
  return {
    season: parameters.get('season'),
    asOf: parameters.get('asOf'),
    columns: columns.length > 0 ? [...new Set(columns)] : DEFAULT_COLUMNS,
    sort: isCoverageColumn(sort) ? sort : 'code',
    falling: sorted.startsWith('-'),
    search: (parameters.get('q') ?? '').normalize('NFKC').trim(),
    show: show !== null && (ROW_FILTERS as readonly string[]).includes(show) ? (show as RowFilter) : null,
    zone: zone !== null && zone in ENUMERATIONS.zoneType ? (zone as ZoneType) : null,
    compare: parameters.get('compare') === '1',
    after: parameters.get('after'),
  };
}

/**
 * The rows a view shows, in its order. A division that has ended is left out once nothing of the season is counted in it. Rows
 * without a value stand last in either direction; equal ones are in the order of their codes.
 */
export function rowsShown(rows: readonly DivisionSums[], view: CoverageView): DivisionSums[] {
  const kept = rows.filter(
    (row) =>
      (row.endedOn === null || row.sums.some((sums) => sums.H > 0)) &&
      (view.search === '' || row.name.includes(view.search) || row.code.startsWith(view.search)) &&
      (view.show === null || figureBehind(view.show, row.sums[0]!) > 0) &&
      (view.zone === null || row.zoneType === view.zone),
  );
  return kept.sort((a, b) => inOrder(a, b, view));
}

function inOrder(a: DivisionSums, b: DivisionSums, { sort, falling }: CoverageView): number {
  const byCode = a.code < b.code ? -1 : 1;
  if (sort === 'code') return falling ? -byCode : byCode;
  const [x, y] = [orderValue(sort, a.sums[0]!, a.found?.[0]), orderValue(sort, b.sums[0]!, b.found?.[0])];
  if (x === y) return byCode;
  if (x === null) return 1;
  if (y === null) return -1;
  return falling ? y - x : x - y;
}

/** Whether the findings of each row are needed. */
export function needsFindings({ columns, sort }: CoverageView): boolean {
  return [...columns, sort].some((column) => column !== 'code' && isFindingColumn(column));
}

export function isFiltered(view: CoverageView): boolean {
  return view.search !== '' || view.show !== null || view.zone !== null;
}

/** Returns the page of rows after a key, and the key of the next page. A key that is not found starts at the first row. */
export function pageOf<Row extends { code: string }>(rows: readonly Row[], after: string | null): { page: Row[]; next: string | null } {
  const start = after === null ? 0 : rows.findIndex((row) => row.code === after) + 1;
  const page = rows.slice(start, start + COVERAGE_PAGE);
  return { page, next: start + COVERAGE_PAGE < rows.length ? page.at(-1)!.code : null };
}
