import { Link } from '@remix-run/react';
import { type CSSProperties, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Direction } from '~/domain/tables/table-view';
import type { Column, Format } from '~/reports/sheet';
import { isNumber, shownCell } from '~/reports/tables/shown-table';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon } from '~/screens/shared/icon';
import { ScrollingBox } from '~/screens/shared/scrolling-box';
import { type TableAt, tableAddress } from './table-address';
import { useTableKeys } from './table-keys';
import { useWholeOnPointing } from './whole-on-pointing';

type Props<Row> = {
  at: TableAt;
  /** Describes the content of the table for screen readers. */
  caption: string;
  /** The chosen columns, the first of which stays visible and opens the row. */
  columns: readonly Column<Row>[];
  /** How a column's cell is drawn where its text alone is not enough. */
  cells?: Readonly<Record<string, (row: Row) => ReactNode>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The page a row opens. */
  opens: (row: Row) => string;
  /** 序号 of the first row. */
  first: number;
  order: { sort: string; dir: Direction };
  /** The columns that sort, with their directions, the usual one first. */
  sorts: Readonly<Record<string, readonly Direction[]>>;
  empty?: ReactNode;
  /** A box beside 序号 to choose the row, and the one in the head to choose all. */
  tick?: { all: ReactNode; of: (row: Row) => ReactNode };
};

/**
 * 表: every list at the desk. Rows are 36 px, head and first column stay, 序号 in front, what does not fit is cut off and shown
 * whole on pointing. On a narrow screen each row is a card with the names of its columns. Keys: see useTableKeys.
 */
export function DeskTable<Row>({ at, caption, columns, cells = {}, rows, rowKey, opens, first, order, sorts, empty, tick }: Props<Row>) {
  const { t } = useTranslation('tables');
  const body = useRef<HTMLTableSectionElement>(null);
  useTableKeys(body);
  useWholeOnPointing(body);
  if (rows.length === 0) return <>{empty ?? <EmptyState />}</>;
  return (
    <ScrollingBox className="desk-table print:!max-h-none print:overflow-visible" maxHeight="calc(100vh - 56px)" label={caption}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" className="number narrow">
              {tick?.all}
              {t('ordinal')}
            </th>
            {columns.map(({ key, title, format, width }, place) => (
              <th
                key={key}
                scope="col"
                aria-sort={order.sort === key && sorts[key] ? (order.dir === 'asc' ? 'ascending' : 'descending') : undefined}
                className={`${lookOf(format, width)} ${place === 0 ? 'first' : ''}`}
              >
                {sorts[key] ? (
                  <SortLink at={at} column={key} ways={sorts[key]} order={order}>
                    {title}
                  </SortLink>
                ) : (
                  title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} style={labelsOf(columns)}>
          {rows.map((row, place) => (
            <tr key={rowKey(row)} tabIndex={-1}>
              <td className="number ordinal">
                {tick?.of(row)}
                {first + place}
              </td>
              {columns.map(({ key, format, width, value }, column) => {
                const text = shownCell(format, value(row));
                const drawn = cells[key]?.(row) ?? text;
                const title = drawn === text ? undefined : text;
                return column === 0 ? (
                  <th key={key} scope="row" className="first" title={title}>
                    <Link className="link" to={opens(row)} discover="none" data-opens>
                      {drawn}
                    </Link>
                  </th>
                ) : (
                  <td key={key} title={title} className={lookOf(format, width)}>
                    {drawn}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollingBox>
  );
}

/**
 * The names of the columns for a narrow screen, once for the table: the style sheet puts `--label-n` before the nth cell of a row.
 * 序号 and the first column have none.
 */
function labelsOf(columns: readonly { title: string }[]): CSSProperties {
  return Object.fromEntries(columns.slice(1).map(({ title }, place) => [`--label-${place + 3}`, JSON.stringify(title)]));
}

/** Numbers stand right; a column of sentences may be wider than one of places, and one of names narrower. */
function lookOf(format: Format, width: number): string | undefined {
  if (isNumber(format)) return 'number';
  if (width > 30) return 'long';
  return width <= 12 ? 'short' : undefined;
}

/** The first press sorts in the column's usual direction, another one turns it. */
function SortLink({
  at,
  column,
  ways,
  order,
  children,
}: {
  at: TableAt;
  column: string;
  ways: readonly Direction[];
  order: Props<never>['order'];
  children: ReactNode;
}) {
  const { t } = useTranslation('tables');
  const sorted = order.sort === column;
  const dir = sorted ? (ways.find((way) => way !== order.dir) ?? ways[0]!) : ways[0]!;
  return (
    <Link to={tableAddress(at, { sort: column, dir })} preventScrollReset className="sort" title={t(`sortBy.${dir}`)}>
      {children}
      {sorted && <Icon name={order.dir === 'asc' ? 'up' : 'down'} size={14} />}
    </Link>
  );
}
