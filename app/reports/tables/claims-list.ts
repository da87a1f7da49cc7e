/** One list of 重复与异常, and 没有应补, as tables: what the screen shows, and what the export writes. */
import type { TFunction } from 'i18next';
import type { Energy } from '~/domain/contract/enumerations';
import { type ClaimTable, isMeterList, sharedKeyOf } from '~/domain/findings/claim-lists';
import type { FindingState } from '~/domain/findings/life';
import { maskName } from '~/domain/household/mask';
import type { ClaimsColumn, WithoutColumn } from '~/domain/tables/subsidy-tables';
import { formatCount } from '~/i18n/formats';
import { quantityText } from '~/i18n/quantity-text';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

type Words = TFunction<['subsidy', 'enums', 'findings-desk']>;

export type ReadingTrace = {
  energy: Energy;
  meter: string | null;
  start: number | null;
  end: number | null;
  usage: number;
  before: number | null;
  endBefore: number | null;
  typical: number | null;
};

export type ClaimRow = {
  /** 问题编号 and state of the finding; null of a sign in the readings, for which there is none. */
  finding: string | null;
  state: FindingState | null;
  number: string;
  head: string;
  place: string;
  /** The number that several households give, masked where it is personal, and how many of them the person does not see. */
  shared: string | null;
  elsewhere: number;
  amount: number | null;
  /** Why coal may not be subsidised there. */
  why: 'completed' | 'no-coal-zone' | null;
  readings: readonly ReadingTrace[];
};

/** `personal`: names in full; false for the file of an auditor. A list has the columns that say something in it. */
export function claimsColumns(t: Words, only: ClaimTable, personal: boolean): Column<ClaimRow>[] {
  const column = listColumn<ClaimRow, ClaimsColumn>;
  const has = (column: ClaimsColumn): boolean => {
    if (column === 'amount') return !isMeterList(only) && sharedKeyOf(only) === null && only !== 'zeroUse';
    if (column === 'why') return only === 'coalSubsidy';
    if (column === 'readings') return isMeterList(only) || only === 'paidUnused' || only === 'zeroUse';
    if (column === 'finding' || column === 'state') return !isMeterList(only);
    return sharedKeyOf(only) !== null;
  };
  return [
    column('head', t('subsidy:field.head'), 10, 'text', (row) => (personal ? row.head : maskName(row.head))),
    column('number', t('subsidy:sheet.household'), 20, 'code', (row) => row.number),
    column('place', t('subsidy:field.place'), 24, 'text', (row) => row.place),
    ...(has('finding')
      ? [
          column('finding', t('findings-desk:column.number'), 12, 'code', (row) => row.finding),
          column('state', t('findings-desk:column.state'), 10, 'text', (row) => row.state && t(`findings-desk:state.${row.state}`)),
        ]
      : []),
    ...(has('shared') ? [column('shared', t('subsidy:claims.sharedHeading'), 22, 'code', (row) => row.shared)] : []),
    ...(has('elsewhere') ? [column('elsewhere', t('subsidy:claims.elsewhereHeading'), 12, 'count', (row) => row.elsewhere)] : []),
    ...(has('amount')
      ? [
          column('amount', t('subsidy:money.amountYuan'), 13, 'yuan', (row) => (row.amount === null ? null : row.amount / 100), {
            kind: 'sum',
            scale: 100,
          }),
        ]
      : []),
    ...(has('why')
      ? [
          column('why', t('subsidy:claims.why'), 14, 'text', (row) =>
            t(row.why === 'no-coal-zone' ? 'subsidy:claims.inZone' : 'subsidy:claims.completed'),
          ),
        ]
      : []),
    ...(has('readings')
      ? [column('readings', t('subsidy:claims.readings'), 44, 'text', (row) => row.readings.map((one) => readingText(t, one)).join('。'))]
      : []),
  ];
}

/** A reading and what it is compared with. */
export function readingText(t: Words, one: ReadingTrace): string {
  const parts = [
    one.start === null || one.end === null
      ? null
      : t('subsidy:claims.trace.dial', { start: quantityText(one.start), end: quantityText(one.end) }),
    t('subsidy:claims.trace.usage', { usage: quantityText(one.usage) }),
    one.endBefore === null || one.start === null || one.start >= one.endBefore
      ? null
      : t('subsidy:claims.trace.endBefore', { end: quantityText(one.endBefore) }),
    one.before === null ? null : t('subsidy:claims.trace.before', { usage: quantityText(one.before) }),
    one.typical === null ? null : t('subsidy:claims.trace.typical', { usage: formatCount(Math.round(one.typical / 1000)) }),
  ];
  const meter = one.meter === null ? '' : ` ${one.meter}`;
  const said = parts.filter((part) => part !== null).join(t('subsidy:claims.trace.between'));
  return `${t(`subsidy:claims.trace.${one.energy}`)}${meter}${t('subsidy:claims.trace.colon')}${said}`;
}

export type WithoutRow = { number: string; head: string; address: string | null; phoneMasked: string | null; place: string };

export function withoutColumns(t: Words, personal: boolean): Column<WithoutRow>[] {
  const column = listColumn<WithoutRow, WithoutColumn>;
  return [
    column('head', t('subsidy:field.head'), 10, 'text', (row) => (personal ? row.head : maskName(row.head))),
    column('number', t('subsidy:sheet.household'), 20, 'code', (row) => row.number),
    ...(personal ? [column('address', t('subsidy:field.address'), 16, 'text', (row) => row.address)] : []),
    column('place', t('subsidy:field.place'), 24, 'text', (row) => row.place),
    ...(personal ? [column('phone', t('subsidy:field.phone'), 14, 'code', (row) => row.phoneMasked)] : []),
  ];
}
