import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { PolicyKind } from '~/domain/contract/enumerations';
import type { EntitlementListView } from '~/domain/subsidy/entitlement-list-view';
import { formatCount, formatYuan } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { type Column, Table } from '~/screens/shared/table';
import { subsidyAddress, subsidyPartAddress } from './addresses';
import { ListPages } from './list-pages';
import { Yuan } from './money';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

export type ListedEntitlement = {
  number: string;
  head: string;
  place: string;
  policy: string;
  kind: PolicyKind;
  due: number;
  paid: number;
  owed: number;
  overpaid: number;
};
type Props = SubsidyPlace & {
  view: EntitlementListView;
  sum: { households: number; lines: number; due: number; paid: number; owed: number; overpaid: number };
  rows: readonly ListedEntitlement[];
  more: boolean;
};

/** 明细: every household behind an amount of the overview, with its share of it. */
export function EntitlementListScreen({ view, sum, rows, more, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { season } = place;
  const division = place.trail[place.trail.length - 1]!;
  const what = [
    ...(view.kind === null ? [] : [t(`enums:policyKind.${view.kind}`)]),
    ...(view.level === null ? [] : [t('lines.ofLevel', { level: t(`enums:level.${view.level}`) })]),
    t(view.filter === 'any' ? 'lines.any' : `money.${view.filter}`),
  ].join(t('lines.between'));
  const money = (key: 'due' | 'paid' | 'owed' | 'overpaid'): Column<ListedEntitlement> => ({
    key,
    heading: t(`lines.${key}`),
    number: true,
    cell: (row) =>
      key === view.filter ? (
        <strong>
          <Yuan fen={row[key]} />
        </strong>
      ) : (
        <Yuan fen={row[key]} />
      ),
  });
  return (
    <SubsidyPageFrame
      page="overview"
      below
      heading={t('lines.title', { name: division.name, what })}
      actions={
        <ButtonLink look="quiet" to={subsidyAddress(division.code, season)}>
          {t('lines.back')}
        </ButtonLink>
      }
      {...place}
    >
      <p className="mb-3 text-lead">
        {t('lines.sum', {
          households: formatCount(sum.households),
          lines: formatCount(sum.lines),
          amount: formatYuan(view.filter === 'any' ? sum.due : sum[view.filter]),
          what: t(view.filter === 'any' ? 'money.due' : `money.${view.filter}`),
        })}
      </p>
      <Table
        caption={t('lines.title', { name: division.name, what })}
        rows={rows}
        rowKey={(row) => `${row.number} ${row.policy}`}
        maxHeight="calc(100vh - 72px)"
        empty={
          <EmptyState title={t('lines.none')}>
            <p>{t('lines.noneNow')}</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'head',
            heading: t('field.head'),
            cell: (row) => (
              <Link className="link whitespace-nowrap" to={`/households/${encodeURIComponent(row.number)}`}>
                {row.head}
              </Link>
            ),
          },
          money('due'),
          money('paid'),
          money('owed'),
          money('overpaid'),
          { key: 'place', heading: t('field.place'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
          {
            key: 'kind',
            heading: t('field.kind'),
            cell: (row) => <span className="whitespace-nowrap">{t(`enums:policyKind.${row.kind}`)}</span>,
          },
          {
            key: 'policy',
            heading: t('field.policy'),
            cell: (row) => (
              <Link className="link whitespace-nowrap" to={subsidyPartAddress(division.code, season, 'policies', row.policy)}>
                {row.policy}
              </Link>
            ),
          },
        ]}
      />
      <ListPages page={view.page} more={more} />
    </SubsidyPageFrame>
  );
}
