import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type CoverageColumn, figureIn, isFindingColumn, isRateColumn, listBehind, orderValue } from '~/domain/coverage/coverage-columns';
import type { DivisionSums } from '~/domain/coverage/division';
import type { FindingTotals } from '~/domain/findings/counts';
import { changeInPoints } from '~/domain/indicators/change-of-rate';
import { unitOf } from '~/domain/indicators/household-lists';
import type { Sums } from '~/domain/indicators/measures';
import { formatRate } from '~/domain/indicators/rate';
import { findingsAddress } from '~/screens/findings/addresses';
import { type Column, Table } from '~/screens/shared/table';
import { coverageAddress, listAddress } from './addresses';
import { shadeOf } from './heat-map';
import { grouped } from './words';

export type TableRow = {
  code: string;
  name: string;
  sums: Sums;
  before: Sums | null;
  found?: FindingTotals[];
  relocating: boolean;
  ended: boolean;
  total: boolean;
};

type Props = {
  caption: string;
  season: string;
  /** The past day of the figures, null for the stored ones. */
  asOf: string | null;
  columns: readonly CoverageColumn[];
  /** The rows of this page. */
  rows: readonly DivisionSums[];
  /** All rows of the division, so that the shades do not change with the page or the filter. */
  all: readonly DivisionSums[];
  /**
   * The top row: the sums of the division, or of the filtered rows. Filtered sums have no links, because no page shows that
   * selection.
   */
  total: { code: string; name: string; sums: Sums; before: Sums | null; found?: FindingTotals[]; filtered: boolean };
  compare: boolean;
  carry: URLSearchParams;
};

/** The children of a division: each figure has its numerator and denominator, and each number links to its households. */
export function ChildrenTable({ caption, season, asOf, columns, rows, all, total, compare, carry }: Props) {
  const { t } = useTranslation('coverage');
  const name: Column<TableRow> = {
    key: 'code',
    heading: t('table.name'),
    sortable: true,
    cell: (row) =>
      row.total ? (
        <span className="whitespace-nowrap">{row.name}</span>
      ) : (
        <span className="block min-w-[6rem] max-w-[10rem] tablet:max-w-none tablet:whitespace-nowrap">
          <Link className="link" to={coverageAddress(row.code, season, carry)}>
            {row.name}
          </Link>
          {row.relocating && <span className="ml-1 text-small text-ink-faint">{t('table.relocating')}</span>}
          {row.ended && <span className="ml-1 text-small text-ink-faint">{t('table.ended')}</span>}
        </span>
      ),
  };
  return (
    <Table
      caption={caption}
      columns={[
        name,
        ...columns.map((column) => columnOf(column, t(`column.${column}`), { season, asOf, all, compare, noLinks: total.filtered })),
      ]}
      rows={rows.map(rowOf)}
      rowKey={(row) => row.code}
      total={{ ...total, relocating: false, ended: false, total: true }}
      maxHeight="calc(100vh - 72px)"
    />
  );
}

function rowOf(row: DivisionSums): TableRow {
  return {
    code: row.code,
    name: row.name,
    sums: row.sums[0]!,
    before: row.sums[1] ?? null,
    found: row.found,
    relocating: row.relocating,
    ended: row.endedOn !== null,
    total: false,
  };
}

type Shown = { season: string; asOf: string | null; all: readonly DivisionSums[]; compare: boolean; noLinks: boolean };

function columnOf(column: CoverageColumn, heading: string, shown: Shown): Column<TableRow> {
  const { all } = shown;
  const values = isRateColumn(column)
    ? all.map((row) => orderValue(column, row.sums[0]!, row.found?.[0])).filter((value) => value !== null)
    : [];
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  return {
    key: column,
    heading,
    number: true,
    sortable: true,
    cell: (row) => figureCell(column, row, shown),
    look: (row) =>
      isRateColumn(column)
        ? `is-rate ${(row.total ? undefined : shadeOf(orderValue(column, row.sums, row.found?.[0]), lowest, highest)) ?? ''}`.trim()
        : 'is-count',
  };
}

/** The content of a cell, whose look comes from its class: a table has a thousand of them. */
function figureCell(column: CoverageColumn, row: TableRow, { season, asOf, compare, noLinks }: Shown) {
  // Findings of some rows are not added up: a value that households of two of them share is a finding of both.
  if (isFindingColumn(column) && !row.found) return '—';
  const now = figureIn(column, row.sums, row.found?.[0]);
  const { numerator, denominator, rate, counted } = now;
  const list = isFindingColumn(column) ? null : listBehind(column);
  const decimals = list && unitOf(list) === 'area' ? 2 : 0;
  const text = grouped(numerator, decimals);
  const link =
    numerator > 0 && !(row.total && noLinks) ? (
      <Link
        to={list ? listAddress(row.code, season, list, asOf) : findingsAddress(row.code, season, { state: 'closed' }, asOf)}
        discover="none"
      >
        {text}
      </Link>
    ) : (
      text
    );
  if (counted) return link;
  return (
    <>
      {rate === null ? '—' : formatRate(numerator, denominator)}
      <small>
        {link}
        {`/${grouped(denominator, decimals)}`}
      </small>
      {compare && (
        <small>{changeText(row.before === null ? null : changeInPoints(now, figureIn(column, row.before, row.found?.[1])))}</small>
      )}
    </>
  );
}

/** +1.20, −0.40, 0.00, or “—” without a season to compare with. */
function changeText(points: number | null): string {
  if (points === null) return '—';
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points).toFixed(2)}`;
}
