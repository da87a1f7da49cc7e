import { Form, Link, useSearchParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyKind } from '~/domain/contract/enumerations';
import { BATCH_STEPS, type BatchStep } from '~/domain/subsidy/payments/batch-states';
import { formatCount, formatInstant, formatYuan } from '~/i18n/formats';
import { changed } from '~/screens/coverage/addresses';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, fieldId } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import { Chip, Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { subsidyAddress, subsidyPartAddress } from '~/screens/subsidy/addresses';
import { SubsidyPageFrame } from '~/screens/subsidy/subsidy-page';
import { BatchChip } from './batch-chip';
import type { BatchOfScreen, BatchScreenProps, PaymentRow } from './batch-props';
import { NextStep } from './next-step';
import { Objections } from './objections';

/** 一批发放: its state, who did what, the next step, and every payment in it. */
export function BatchScreen(props: BatchScreenProps) {
  const { batch, payments, page, failedOnly, more, done, reply, resentBy } = props;
  const { t } = useTranslation(['subsidy', 'enums']);
  const [parameters] = useSearchParams();
  const { season } = props;
  const marks = batch.state === 'released' && props.may.release;
  return (
    <SubsidyPageFrame
      {...props}
      page="payments"
      below
      heading={
        <span className="flex flex-wrap items-center gap-2">
          {t('batch.title', { batch: batch.number })}
          <BatchChip state={batch.state} />
        </span>
      }
      actions={
        <>
          {batch.state !== 'cancelled' && (
            <ButtonLink to={subsidyPartAddress(batch.division, season, 'payments', batch.number, '/notice')} icon="print">
              {t('batch.notice')}
            </ButtonLink>
          )}
          <ButtonLink look="quiet" to={subsidyAddress(batch.division, season, 'payments')}>
            {t('batch.all')}
          </ButtonLink>
        </>
      }
    >
      {done && reply === undefined && (
        <Notice tone="ok" live>
          {t(`batch.done.${done as 'checked'}`)}
        </Notice>
      )}
      <ErrorSummary reply={reply} />
      <Steps batch={batch} />
      <dl className="my-4 flex flex-wrap gap-x-8 gap-y-2">
        <Fact name={t('households')}>{formatCount(batch.households)}</Fact>
        <Fact name={t('batch.payments')}>{formatCount(batch.payments)}</Fact>
        <Fact name={t('money.batchYuan')}>
          <strong>{formatYuan(batch.amount)}</strong>
        </Fact>
        <Fact name={t('money.arrivedYuan')}>{formatYuan(batch.arrived)}</Fact>
        {batch.failed > 0 && (
          <Fact name={t('batch.failedYuan')}>
            <span className="text-danger">
              {formatYuan(batch.failedAmount)}（{t('batch.failedCount', { count: batch.failed })}）
            </span>
          </Fact>
        )}
        {batch.resendOf && (
          <Fact name={t('batch.resends')}>
            <Link className="link" to={subsidyPartAddress(batch.division, season, 'payments', batch.resendOf)}>
              {batch.resendOf}
            </Link>
          </Fact>
        )}
        {resentBy && (
          <Fact name={t('batch.resentBy')}>
            <Link className="link" to={subsidyPartAddress(batch.division, season, 'payments', resentBy)}>
              {resentBy}
            </Link>
          </Fact>
        )}
      </dl>
      <NextStep {...props} />
      <Objections {...props} />
      <Form method="post" preventScrollReset>
        <Csrf />
        <input type="hidden" name="revision" value={batch.revision} />
        {marks && batch.pending > 0 && (
          <div className="mb-2 flex flex-wrap items-end gap-3">
            <Field name="failReason" label={t('batch.failReason')} hint={t('batch.failHint')} reply={reply} className="tablet:w-80" />
            <Button name="do" value="fail" look="danger" icon="alert" disabled={props.busy}>
              {t('batch.fail')}
            </Button>
          </div>
        )}
        {failedOnly && (
          <p className="mb-2 flex flex-wrap items-baseline gap-x-4">
            {t('batch.failedOnly')}
            <Link className="link" to={changed(parameters, { result: null, page: null })}>
              {t('batch.everyPayment')}
            </Link>
          </p>
        )}
        <div id={fieldId('payment')} tabIndex={-1}>
          <Table
            caption={t('batch.list')}
            rows={payments}
            rowKey={(row) => `${row.household} ${row.policy} ${row.level}`}
            maxHeight="calc(100vh - 72px)"
            columns={[
              {
                key: 'head',
                heading: t('field.head'),
                cell: (row) => (
                  <span className="flex items-center gap-2 whitespace-nowrap">
                    {marks && row.result === 'pending' && (
                      <label className="-m-2 cursor-pointer p-2">
                        <input
                          type="checkbox"
                          name="payment"
                          className="block h-5 w-5"
                          value={`${row.level}~${row.household}~${row.policy}`}
                          aria-label={t('batch.mark', { head: row.head, level: t(`enums:level.${row.level}`) })}
                        />
                      </label>
                    )}
                    <span>
                      <Link className="link" to={`/households/${encodeURIComponent(row.household)}`}>
                        {row.head}
                      </Link>
                      <span className="block text-small tabular-nums text-ink-faint">{row.household}</span>
                    </span>
                  </span>
                ),
              },
              { key: 'amount', heading: t('money.amountYuan'), number: true, cell: (row) => formatYuan(row.amount) },
              { key: 'level', heading: t('field.level'), cell: (row) => t(`enums:level.${row.level}`) },
              { key: 'place', heading: t('field.place'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
              { key: 'result', heading: t('field.result'), cell: (row) => <Result row={row} /> },
              {
                key: 'paidOn',
                heading: t('field.paidOn'),
                cell: (row) => <span className="whitespace-nowrap">{row.paidOn ?? row.answeredOn ?? '—'}</span>,
              },
              { key: 'method', heading: t('field.method'), cell: (row) => (row.method ? t(`enums:payMethod.${row.method}`) : '—') },
              {
                key: 'account',
                heading: t('field.account'),
                cell: (row) => (
                  <span className="whitespace-nowrap">
                    {row.account ?? <span className="text-attention">{t('batch.noAccount')}</span>}
                    {row.holder && ` ${row.holder}`}
                  </span>
                ),
              },
              {
                key: 'kind',
                heading: t('field.kind'),
                cell: (row) => <span className="whitespace-nowrap">{t(`enums:policyKind.${row.kind as PolicyKind}`)}</span>,
              },
              { key: 'policy', heading: t('field.policy'), cell: (row) => <span className="whitespace-nowrap">{row.policy}</span> },
            ]}
          />
        </div>
      </Form>
      <nav aria-label={t('pagesOfList')} className="no-print mt-1 flex justify-end gap-4">
        {page > 1 && (
          <Link className="link" to={changed(parameters, { page: page === 2 ? null : String(page - 1) })}>
            {t('before')}
          </Link>
        )}
        {more && (
          <Link className="link" to={changed(parameters, { page: String(page + 1) })}>
            {t('next')}
          </Link>
        )}
      </nav>
    </SubsidyPageFrame>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-small text-ink-soft">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

function Result({ row }: { row: PaymentRow }) {
  const { t } = useTranslation('subsidy');
  if (row.result === 'pending') return <Chip icon="clock">{t(row.answeredOn === null ? 'result.pending' : 'result.answered')}</Chip>;
  if (row.result === 'ok')
    return (
      <Chip tone="ok" icon="check">
        {t('result.ok')}
      </Chip>
    );
  return (
    <span className="block min-w-[9rem]">
      <Chip tone="danger" icon="alert">
        {t('result.failed')}
      </Chip>{' '}
      <span className="text-small text-ink-soft">{row.failReason}</span>
    </span>
  );
}

/** The steps of a batch, each with its person and time. */
function Steps({ batch }: { batch: BatchOfScreen }) {
  const { t } = useTranslation('subsidy');
  if (batch.state === 'cancelled')
    return (
      <Notice tone="neutral" title={t('batch.cancelledTitle')}>
        <p>
          {batch.cancelledAt && `${formatInstant(batch.cancelledAt)} ${batch.cancelledBy ?? ''}：`}
          {batch.cancelReason}
        </p>
      </Notice>
    );
  // A batch from a sheet was drafted, noticed and released elsewhere, so those steps are unknown here.
  const steps: readonly BatchStep[] =
    batch.source === 'import' ? BATCH_STEPS.filter((step) => step === 'drafted' || step === 'reconciled') : BATCH_STEPS;
  const reached = steps.indexOf(batch.state as BatchStep);
  const said: Record<BatchStep, string> = {
    drafted: `${formatInstant(batch.draftedAt)} ${batch.source === 'import' ? '' : batch.draftedBy}`,
    checked: batch.checkedAt ? `${formatInstant(batch.checkedAt)} ${batch.checkedBy ?? ''}` : '',
    noticed: batch.noticeFrom ? t('batch.noticePeriod', { from: batch.noticeFrom, to: batch.noticeTo }) : '',
    released: batch.releasedAt ? `${formatInstant(batch.releasedAt)} ${batch.releasedBy ?? ''}` : '',
    reconciled: batch.reconciledAt
      ? `${formatInstant(batch.reconciledAt)} ${batch.source === 'import' ? '' : (batch.reconciledBy ?? '')}`
      : '',
  };
  return (
    <ol className={`grid gap-2 ${steps === BATCH_STEPS ? 'tablet:grid-cols-5' : 'tablet:grid-cols-2'}`}>
      {steps.map((step, at) => (
        <li
          key={step}
          aria-current={at === reached ? 'step' : undefined}
          className={`border-t-4 pt-1 ${at <= reached ? 'border-action' : 'border-line'}`}
        >
          <span className={`flex items-center gap-1 ${at === reached ? 'font-semibold' : at > reached ? 'text-ink-faint' : ''}`}>
            {at <= reached && <Icon name="check" size={14} className="text-action" />}
            {batch.source === 'import' && step === 'drafted' ? t('payments.bySheet') : t(`batch.step.${step}`)}
          </span>
          <span className="block text-small text-ink-soft">{said[step]}</span>
        </li>
      ))}
    </ol>
  );
}
