import { Form, Link } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FundingLevel, keysOf, type PayMethod, type PolicyKind } from '~/domain/contract/enumerations';
import { needsAccount } from '~/domain/subsidy/payments/bank-account';
import type { BatchState } from '~/domain/subsidy/payments/batch-states';
import type { PaymentTask } from '~/domain/subsidy/subsidy-tasks';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant, formatYuan } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, fieldId } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { subsidyAddress, subsidyPartAddress } from '~/screens/subsidy/addresses';
import { SubsidyPageFrame, type SubsidyPlace } from '~/screens/subsidy/subsidy-page';
import { BatchChip } from './batch-chip';
import { type FailedPaymentRow, FailedPayments, OnlyTask, type WaitingObjectionRow, WaitingObjections } from './waiting-payments';

type ListedBatch = {
  division: string;
  divisionName: string;
  number: string;
  state: BatchState;
  source: string;
  resendOf: string | null;
  draftedAt: string;
  draftedBy: string;
  households: number;
  amount: number;
  arrived: number;
  failed: number;
};
type OwedRow = {
  policy: string;
  document: string;
  kind: string;
  level: FundingLevel;
  households: number;
  amount: number;
  /** Of the amount, what is owed to households without an account. */
  withoutAccount: number;
  dueOn: string;
};

type Props = SubsidyPlace & {
  batches: readonly ListedBatch[];
  owed: readonly OwedRow[];
  /** Who is owed something and has no account. */
  withoutAccount: { households: number; amount: number };
  mayDraft: boolean;
  /** A task of 待办: only what waits for it is shown. */
  task: PaymentTask | null;
  objections: readonly WaitingObjectionRow[];
  failed: readonly FailedPaymentRow[];
  /** The page of the objections or failed payments. */
  pageOfList: number;
  more: boolean;
  reply?: FormReply;
  busy: boolean;
};

/** 发放: the batches of payments with their states, and what may go into a new one. */
export function PaymentsScreen(props: Props) {
  const { batches, owed, withoutAccount, mayDraft, task, objections, failed, pageOfList, more, reply, busy, ...place } = props;
  const { t } = useTranslation(['subsidy', 'enums']);
  const { trail, season } = place;
  const division = trail[trail.length - 1]!;
  const only = task !== null && <OnlyTask task={task} code={division.code} season={season} />;
  if (task === 'objections' || task === 'failed') {
    const list = { season, page: pageOfList, more };
    return (
      <SubsidyPageFrame page="payments" heading={t('payments.title', { name: division.name })} {...place}>
        {only}
        {task === 'objections' ? <WaitingObjections rows={objections} {...list} /> : <FailedPayments rows={failed} {...list} />}
      </SubsidyPageFrame>
    );
  }
  return (
    <SubsidyPageFrame
      page="payments"
      heading={t('payments.title', { name: division.name })}
      actions={
        mayDraft && (
          <ButtonLink to="/imports" icon="upload">
            {t('batch.bySheet')}
          </ButtonLink>
        )
      }
      {...place}
    >
      <ErrorSummary reply={reply} />
      {only}
      <section aria-labelledby="batches" className="mb-6">
        <h2 id="batches" className="mb-2 text-lead">
          {t('payments.batches')}
        </h2>
        <Table
          caption={t('payments.batches')}
          rows={batches}
          rowKey={(row) => `${row.division} ${row.number}`}
          maxHeight="28rem"
          empty={
            <EmptyState title={t(task ? 'todo.none' : 'payments.none', { season })}>
              <p>{t(task ? 'todo.noneNow' : mayDraft ? 'payments.noneNow' : 'payments.noneRead')}</p>
            </EmptyState>
          }
          columns={[
            {
              key: 'number',
              heading: t('field.batch'),
              cell: (row) => (
                <span className="whitespace-nowrap">
                  <Link className="link" to={subsidyPartAddress(row.division, season, 'payments', row.number)}>
                    {row.number}
                  </Link>
                  {row.resendOf && (
                    <span className="block text-small text-ink-soft">{t('payments.resendOf', { batch: row.resendOf })}</span>
                  )}
                </span>
              ),
            },
            { key: 'state', heading: t('field.state'), cell: (row) => <BatchChip state={row.state} /> },
            {
              key: 'division',
              heading: t('field.division'),
              cell: (row) => <span className="block min-w-[4rem]">{row.divisionName}</span>,
            },
            { key: 'households', heading: t('households'), number: true, cell: (row) => formatCount(row.households) },
            { key: 'amount', heading: t('money.batchYuan'), number: true, cell: (row) => formatYuan(row.amount) },
            { key: 'arrived', heading: t('money.arrivedYuan'), number: true, cell: (row) => formatYuan(row.arrived) },
            {
              key: 'failed',
              heading: t('payments.failed'),
              number: true,
              cell: (row) =>
                row.failed === 0 ? (
                  <span className="text-ink-faint">0</span>
                ) : (
                  <Link
                    className="link font-semibold !text-danger"
                    to={`${subsidyPartAddress(row.division, season, 'payments', row.number)}&result=failed`}
                  >
                    {formatCount(row.failed)}
                  </Link>
                ),
            },
            {
              key: 'drafted',
              heading: t('payments.drafted'),
              cell: (row) => (
                <span className="whitespace-nowrap">
                  {formatInstant(row.draftedAt)}{' '}
                  <span className="text-ink-soft">{row.source === 'import' ? t('payments.bySheet') : row.draftedBy}</span>
                </span>
              ),
            },
          ]}
        />
      </section>
      {mayDraft && task === null && <Draft {...{ owed, withoutAccount, season, reply, busy }} code={division.code} />}
    </SubsidyPageFrame>
  );
}

/**
 * 拟批次: choose what is owed, see the sum, draft. Drafting pays nothing; another person checks the batch. Households that the chosen method
 * does not reach are left out of the sum, as they are of the batch.
 */
function Draft({
  owed,
  withoutAccount,
  code,
  season,
  reply,
  busy,
}: {
  owed: readonly OwedRow[];
  withoutAccount: Props['withoutAccount'];
  code: string;
  season: string;
  reply?: FormReply;
  busy: boolean;
}) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const key = (row: OwedRow): string => `${row.level}~${row.policy}`;
  const before = reply ? [reply.typed.owed ?? []].flat() : owed.map(key);
  const [chosen, setChosen] = useState<readonly string[]>(before);
  const [method, setMethod] = useState<readonly string[]>([reply?.typed.method ?? 'one_card'].flat());
  const toAccount = method.some((one) => needsAccount(one as PayMethod));
  const sum = owed
    .filter((row) => chosen.includes(key(row)))
    .reduce((total, row) => total + row.amount - (toAccount ? row.withoutAccount : 0), 0);
  return (
    <section aria-labelledby="draft" className="card p-4">
      <h2 id="draft" className="mb-1 text-lead">
        {t('draft.title')}
      </h2>
      {owed.length === 0 ? (
        <p className="text-ink-soft">
          {t('draft.nothing', { season })}{' '}
          <Link className="link" to={subsidyAddress(code, season, 'entitlements')}>
            {t('overview.toEntitlements')}
          </Link>
        </p>
      ) : (
        <Form method="post" className="space-y-4">
          <Csrf />
          <p className="text-ink-soft">{t('draft.lead')}</p>
          <fieldset id={fieldId('owed')} tabIndex={-1} className="min-w-0">
            <legend className="mb-1 font-medium">{t('draft.what')}</legend>
            <Table
              caption={t('draft.what')}
              rows={owed}
              rowKey={key}
              maxHeight="32rem"
              columns={[
                {
                  key: 'policy',
                  heading: t('field.policy'),
                  cell: (row) => (
                    <label className="flex cursor-pointer items-center gap-2 whitespace-nowrap">
                      <input
                        type="checkbox"
                        name="owed"
                        value={key(row)}
                        checked={chosen.includes(key(row))}
                        onChange={(event) => {
                          const on = event.currentTarget.checked;
                          setChosen((now) => (on ? [...now, key(row)] : now.filter((one) => one !== key(row))));
                        }}
                      />
                      {row.policy}
                    </label>
                  ),
                },
                { key: 'kind', heading: t('field.kind'), cell: (row) => t(`enums:policyKind.${row.kind as PolicyKind}`) },
                { key: 'level', heading: t('field.level'), cell: (row) => t(`enums:level.${row.level}`) },
                { key: 'households', heading: t('households'), number: true, cell: (row) => formatCount(row.households) },
                { key: 'amount', heading: t('money.toSendYuan'), number: true, cell: (row) => formatYuan(row.amount) },
                { key: 'dueOn', heading: t('field.dueOn'), cell: (row) => <span className="whitespace-nowrap">{row.dueOn}</span> },
              ]}
            />
          </fieldset>
          <div className="grid gap-4 desk:grid-cols-2">
            <Field name="number" label={t('field.batch')} hint={t('draft.numberHint')} reply={reply} />
            <Choices
              name="method"
              label={t('field.method')}
              columns={3}
              reply={reply}
              chosen={method}
              onChange={setMethod}
              options={keysOf('payMethod').map((value: PayMethod) => ({ value, label: t(`enums:payMethod.${value}`) }))}
            />
          </div>
          {withoutAccount.households > 0 && toAccount && (
            <Notice tone="attention">
              {t('draft.withoutAccount', {
                households: formatCount(withoutAccount.households),
                amount: formatYuan(withoutAccount.amount),
              })}{' '}
              <Link className="link" to={`/subsidy/${code}/accounts?${new URLSearchParams({ season }).toString()}`}>
                {t('draft.toAccounts')}
              </Link>
            </Notice>
          )}
          {reply === undefined && chosen.length === 0 && <Notice tone="attention">{t('draft.choose')}</Notice>}
          <div className="flex flex-wrap items-center gap-4">
            <Button look="main" icon="plus" disabled={busy || chosen.length === 0}>
              {t('draft.do')}
            </Button>
            <span aria-live="polite">{t('draft.sum', { amount: formatYuan(sum) })}</span>
          </div>
        </Form>
      )}
    </section>
  );
}
