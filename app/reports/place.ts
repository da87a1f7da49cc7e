import type { Listed } from '~/domain/report/report-rows';
import { type Column, NO_TOTAL } from './sheet';

/**
 * Makes the columns of a list from its contract titles. Each title must be described, in the contract's order. `describe`
 * leaves out what the contract already says (group, title) and, for columns without a total, the total.
 */
export type ListColumns<Row> = Record<
  string,
  Omit<Column<Row>, 'group' | 'title' | 'key' | 'total'> & { key?: string; total?: Column<Row>['total'] }
>;

export function listColumns<Row>(titles: readonly { group: string; title: string }[], described: ListColumns<Row>): Column<Row>[] {
  const unknown = Object.keys(described).filter((title) => !titles.some((column) => column.title === title));
  if (unknown.length > 0) throw new Error(`app/domain/contract/report.json has no column ${unknown.join('、')}`);
  return titles.map(({ group, title }) => {
    const column = described[title];
    if (!column) throw new Error(`nothing is said of column ${title}`);
    return { total: NO_TOTAL, ...column, group, title, key: column.key ?? title };
  });
}

/** The first columns of every list. */
export function placeColumns<Row extends Listed>(): ListColumns<Row> {
  return {
    序号: { width: 6, format: 'ordinal', value: (row) => row.index },
    县: { width: 10, format: 'text', value: (row) => row.county },
    乡镇: { width: 12, format: 'text', value: (row) => row.township },
    村: { width: 16, format: 'text', value: (row) => row.village },
    户编号: { width: 17, format: 'code', key: 'number', total: { kind: 'count' }, value: (row) => row.number },
  };
}

/** Columns that are filled in by hand, such as 备注 of a list that has none. */
export function byHand<Row>(width: number): ListColumns<Row>[string] {
  return { width, format: 'text', value: () => null };
}

export const yesNo = (value: boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : value ? '是' : '否';
