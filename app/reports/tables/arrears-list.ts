/** 拖欠 by household and policy as a table: what the screen shows, and what its export writes. */
import type { TFunction } from 'i18next';
import type { PolicyKind } from '~/domain/contract/enumerations';
import { maskName } from '~/domain/household/mask';
import type { ArrearsAge } from '~/domain/subsidy/arrears-age';
import type { ArrearsColumn } from '~/domain/tables/subsidy-tables';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

export type ArrearsLine = {
  number: string;
  head: string;
  place: string;
  season: string;
  policy: string;
  document: string;
  kind: string;
  dueOn: string;
  months: number;
  due: number;
  paid: number;
  owed: number;
  age: ArrearsAge;
  reburning: boolean;
};

/** `personal`: names in full; false for the file of an auditor. */
export function arrearsColumns(t: TFunction<['subsidy', 'enums']>, personal: boolean): Column<ArrearsLine>[] {
  const column = listColumn<ArrearsLine, ArrearsColumn>;
  const yuan = (key: 'due' | 'paid' | 'owed', title: string) =>
    column(key, title, 13, 'yuan', (row) => row[key] / 100, { kind: 'sum', scale: 100 });
  return [
    column('head', t('subsidy:field.head'), 10, 'text', (row) => (personal ? row.head : maskName(row.head))),
    column('number', t('subsidy:sheet.household'), 20, 'code', (row) => row.number),
    yuan('owed', t('subsidy:money.arrearsYuan')),
    column('months', t('subsidy:arrears.monthsHeading'), 10, 'count', (row) => row.months),
    column('age', t('subsidy:arrears.since'), 13, 'word', (row) => t(`subsidy:arrears.age.${row.age}`)),
    column('place', t('subsidy:field.place'), 24, 'text', (row) => row.place),
    column('dueOn', t('subsidy:field.dueOn'), 12, 'day', (row) => row.dueOn),
    yuan('due', t('subsidy:money.dueYuan')),
    yuan('paid', t('subsidy:money.paidYuan')),
    column('kind', t('subsidy:field.kind'), 8, 'word', (row) => t(`enums:policyKind.${row.kind as PolicyKind}`)),
    column('season', t('subsidy:field.season'), 11, 'word', (row) => row.season),
    column('policy', t('subsidy:field.policy'), 18, 'code', (row) => row.policy),
    column('document', t('subsidy:field.document'), 22, 'text', (row) => row.document),
    column('reburning', t('subsidy:state.reburning'), 9, 'word', (row) => (row.reburning ? t('subsidy:state.reburning') : null)),
  ];
}
