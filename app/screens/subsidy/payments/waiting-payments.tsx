import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FundingLevel } from '~/domain/contract/enumerations';
import type { PaymentTask } from '~/domain/subsidy/subsidy-tasks';
import { formatYuan } from '~/i18n/formats';
import { EmptyState } from '~/screens/shared/empty-state';
import { type Column, Table } from '~/screens/shared/table';
import { subsidyAddress, subsidyPartAddress } from '~/screens/subsidy/addresses';
import { ListPages } from '~/screens/subsidy/list-pages';

type OfBatch = { division: string; batch: string; household: string; head: string; place: string };
export type WaitingObjectionRow = OfBatch & { id: string; raisedBy: string | null; raisedOn: string | null; what: string | null };
export type FailedPaymentRow = OfBatch & {
  policy: string;
  level: FundingLevel;
  amount: number;
  failedOn: string | null;
  reason: string | null;
};

/** What a task of 待办 has led to, and the way to everything. */
export function OnlyTask({ task, code, season }: { task: PaymentTask; code: string; season: string }) {
  const { t } = useTranslation('subsidy');
  return (
    <p className="mb-3 flex flex-wrap items-baseline gap-x-4 text-lead">
      {t('todo.only', { what: t(`todo.${task}`) })}
      <Link className="link text-body" to={subsidyAddress(code, season, 'payments')}>
        {t('batch.all')}
      </Link>
    </p>
  );
}

/** 异议待处理: the batch of each decides about it. */
export function WaitingObjections(props: { rows: readonly WaitingObjectionRow[]; season: string; page: number; more: boolean }) {
  const { t } = useTranslation('subsidy');
  return (
    <>
      <Table
        caption={t('todo.objections')}
        rows={props.rows}
        rowKey={(row) => row.id}
        empty={<Nothing />}
        columns={[
          ...placeOf<WaitingObjectionRow>(t, props.season),
          { key: 'what', heading: t('objection.what'), cell: (row) => <span className="block min-w-[12rem]">{row.what}</span> },
          { key: 'by', heading: t('objection.who'), cell: (row) => row.raisedBy },
          { key: 'on', heading: t('objection.when'), cell: (row) => <span className="whitespace-nowrap">{row.raisedOn}</span> },
        ]}
      />
      <ListPages page={props.page} more={props.more} />
    </>
  );
}

/** 发放失败待重发: each with what may be sent again; its batch sends it. */
export function FailedPayments(props: { rows: readonly FailedPaymentRow[]; season: string; page: number; more: boolean }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  return (
    <>
      <Table
        caption={t('subsidy:todo.failed')}
        rows={props.rows}
        rowKey={(row) => `${row.batch} ${row.household} ${row.policy} ${row.level}`}
        empty={<Nothing />}
        columns={[
          ...placeOf<FailedPaymentRow>(t as never, props.season),
          {
            key: 'policy',
            heading: t('subsidy:field.policy'),
            cell: (row) => <span className="whitespace-nowrap">{`${row.policy} · ${t(`enums:level.${row.level}`)}`}</span>,
          },
          { key: 'amount', heading: t('subsidy:money.toSendYuan'), number: true, cell: (row) => formatYuan(row.amount) },
          {
            key: 'reason',
            heading: t('subsidy:batch.failReason'),
            cell: (row) => <span className="block min-w-[8rem]">{row.reason}</span>,
          },
          {
            key: 'on',
            heading: t('subsidy:todo.failedOn'),
            cell: (row) => <span className="whitespace-nowrap">{row.failedOn ?? '—'}</span>,
          },
        ]}
      />
      <ListPages page={props.page} more={props.more} />
    </>
  );
}

function placeOf<Row extends OfBatch>(t: ReturnType<typeof useTranslation<'subsidy'>>['t'], season: string): Column<Row>[] {
  return [
    {
      key: 'head',
      heading: t('field.head'),
      cell: (row) => (
        <Link className="link whitespace-nowrap" to={`/households/${encodeURIComponent(row.household)}`}>
          {row.head}
        </Link>
      ),
    },
    { key: 'place', heading: t('field.place'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
    {
      key: 'batch',
      heading: t('field.batch'),
      cell: (row) => (
        <Link className="link whitespace-nowrap" to={subsidyPartAddress(row.division, season, 'payments', row.batch)}>
          {row.batch}
        </Link>
      ),
    },
  ];
}

function Nothing() {
  const { t } = useTranslation('subsidy');
  return (
    <EmptyState title={t('todo.none')}>
      <p>{t('todo.noneNow')}</p>
    </EmptyState>
  );
}
