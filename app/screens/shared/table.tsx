import { Link, useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './empty-state';
import { Icon } from './icon';
import { ScrollingBox } from './scrolling-box';

export type Column<Row> = {
  key: string;
  heading: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers are right-aligned in figures of equal width. */
  number?: boolean;
  /** Sorts by the query parameter `sort` (the key, or "-key" for falling). */
  sortable?: boolean;
  /** A class of the cell: the shade of a heat map and the like. */
  look?: (row: Row) => string | undefined;
  width?: string;
};

type Props<Row> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Describes the content of the table for screen readers. */
  caption: string;
  /** A row above the others that sums them up. */
  total?: Row;
  empty?: ReactNode;
  /** The height from which the table scrolls inside itself under a fixed head; by default the page scrolls. */
  maxHeight?: string;
};

/**
 * A table of records: the head and the first column stay visible, numbers are right-aligned, rows are 36 px high. Sorting is in
 * the address, so that a link opens the same view.
 */
export function Table<Row>({ columns, rows, rowKey, caption, total, empty, maxHeight }: Props<Row>) {
  if (rows.length === 0 && !total) return <>{empty ?? <EmptyState />}</>;
  return (
    <ScrollingBox className="overflow-auto print:!max-h-none print:overflow-visible" maxHeight={maxHeight} label={caption}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th
                key={column.key}
                scope="col"
                style={{ width: column.width }}
                className={`column-head ${column.number ? 'text-right' : 'text-left'} ${at === 0 ? 'left-0 z-20' : ''}`.trim()}
              >
                {column.sortable ? <SortLink column={column.key}>{column.heading}</SortLink> : column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {total && <TableRow row={total} columns={columns} bold />}
          {rows.map((row) => (
            <TableRow key={rowKey(row)} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
    </ScrollingBox>
  );
}

function TableRow<Row>({ row, columns, bold = false }: { row: Row; columns: readonly Column<Row>[]; bold?: boolean }) {
  return (
    <tr className={bold ? 'sum-row' : 'data-row'}>
      {columns.map((column, at) => {
        const cell = { className: [column.number && 'is-number', column.look?.(row)].filter(Boolean).join(' ') || undefined };
        return at === 0 ? (
          <th key={column.key} scope="row" {...cell}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.key} {...cell}>
            {column.cell(row)}
          </td>
        );
      })}
    </tr>
  );
}

function SortLink({ column, children }: { column: string; children: ReactNode }) {
  const { pathname, search } = useLocation();
  const { t } = useTranslation('common');
  const now = new URLSearchParams(search).get('sort');
  const rising = now === column;
  const falling = now === `-${column}`;
  const next = new URLSearchParams(search);
  next.set('sort', falling ? column : `-${column}`);
  next.delete('page');
  next.delete('after');
  return (
    <Link
      to={`${pathname}?${next.toString()}`}
      preventScrollReset
      className="inline-flex items-center gap-1 text-ink no-underline hover:text-action"
      title={t('table.sort')}
    >
      {children}
      {(rising || falling) && (
        <>
          <Icon name={rising ? 'up' : 'down'} size={14} />
          <span className="sr-only">{t(rising ? 'table.rising' : 'table.falling')}</span>
        </>
      )}
    </Link>
  );
}
