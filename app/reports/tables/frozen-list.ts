/** The households behind a figure of a frozen report as a table: what the screen shows of each, and what its export writes. */
import type { TFunction } from 'i18next';
import { maskName } from '~/domain/household/mask';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { FROZEN_MARKS, type FrozenRow } from '~/domain/report/frozen-list';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

/** `place` as the report had it; `today` from the register as it is now, null when it is no longer there or out of the reader's sight. */
export type FrozenListRow = FrozenRow & { place: string; today: { head: string; address: string | null } | null };

export function frozenListColumns(
  t: TFunction<['as-of', 'coverage']>,
  { list, personal }: { list: ListKey; personal: boolean },
): Column<FrozenListRow>[] {
  const column = listColumn<FrozenListRow, string>;
  const unit = unitOf(list);
  const gone = t('as-of:frozen.gone');
  return [
    column('number', t('as-of:frozen.number'), 20, 'code', (row) => row.number),
    ...(personal ? [column('address', t('as-of:frozen.address'), 16, 'text', (row) => row.today?.address ?? null)] : []),
    column('head', t('as-of:frozen.head'), 12, 'text', ({ today }) => (today ? (personal ? today.head : maskName(today.head)) : gone)),
    column('place', t('as-of:frozen.place'), 26, 'text', (row) => row.place),
    column('counted', t('as-of:frozen.counted'), 40, 'text', ({ sums }) =>
      FROZEN_MARKS.filter((mark) => sums[mark])
        .map((mark) => t(`coverage:list.${mark as 'B'}`))
        .join('、'),
    ),
    ...(unit === 'households'
      ? []
      : [
          column('value', t('as-of:frozen.value'), 12, unit === 'rooms' ? 'count' : 'decimal2', (row) =>
            unit === 'rooms' ? row.value : row.value / 100,
          ),
        ]),
  ];
}
