import { Form, Link, useSearchParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FundingLevel, PayMethod, PolicyKind } from '~/domain/contract/enumerations';
import { BATCH_STEPS, type BatchState, type BatchStep, CANCELLABLE } from '~/domain/subsidy/batch-states';
import { noticeEnd } from '~/domain/subsidy/public-notice';
import { addDays } from '~/domain/time/calendar-day';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant, formatYuan } from '~/i18n/formats';
import { changed } from '~/screens/coverage/addresses';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, fieldId, TextField } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import { Chip, Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { subsidyAddress, subsidyPartAddress } from '~/screens/subsidy/addresses';
import { SubsidyPageFrame, type SubsidyPlace } from '~/screens/subsidy/subsidy-page';
import { BatchChip } from './batch-chip';

type BatchOfScreen = {
  division: string;
  number: string;
  state: BatchState;
  /** 'import' when the sheet 发放 created it. */
  source: string;
  resendOf: string | null;
  draftedAt: string;
  draftedBy: string;
  checkedAt: string | null;
  checkedBy: string | null;
  noticeFrom: string | null;
  noticeTo: string | null;
  releasedAt: string | null;
  releasedBy: string | null;
  reconciledAt: string | null;
  reconciledBy: string | null;
  cancelledAt: string | null;
  cancelledBy: string | null;
  cancelReason: string | null;
  revision: number;
  households: number;
  payments: number;
  amount: number;
  arrived: number;
  failed: number;
  failedAmount: number;
  pending: number;
};
type PaymentRow = {
  household: string;
  head: string;
  place: string;
  policy: string;
  kind: string;
  level: FundingLevel;
  amount: number;
  method: PayMethod | null;
  account: string | null;
  holder: string | null;
  paidOn: string | null;
  result: 'ok' | 'failed' | 'pending';
  failReason: string | null;
};

type Props = SubsidyPlace & {
  batch: BatchOfScreen;
  payments: readonly PaymentRow[];
  page: number;
  more: boolean;
  today: string;
  /** The batch that sends the failed ones again, when there is one. */
  resentBy: string | null;
  /** Failed payments whose money has not arrived by another payment. */
  toResend: number;
  /** Households whose money waits because they have no account. */
  withoutAccount: number;
  may: { draft: boolean; check: boolean; release: boolean };
  /** Whether the viewer drafted it; then another person has to check it. */
  own: boolean;
  done: string | null;
  reply?: FormReply;
  busy: boolean;
};

/** Aligns a button with the boxes of the fields beside it, even when a sentence stands under one. */
const BESIDE_FIELD = 'tablet:mt-[26px]';

/** 一批发放: its state, who did what, the next step, and every payment in it. */
export function BatchScreen(props: Props) {
  const { batch, payments, page, more, done, reply, resentBy } = props;
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
                    <Link className="link" to={`/households/${encodeURIComponent(row.household)}`}>
                      {row.head}
                    </Link>
                  </span>
                ),
              },
              { key: 'amount', heading: t('money.amountYuan'), number: true, cell: (row) => formatYuan(row.amount) },
              { key: 'level', heading: t('field.level'), cell: (row) => t(`enums:level.${row.level}`) },
              { key: 'place', heading: t('field.place'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
              { key: 'result', heading: t('field.result'), cell: (row) => <Result row={row} /> },
              { key: 'paidOn', heading: t('field.paidOn'), cell: (row) => <span className="whitespace-nowrap">{row.paidOn ?? '—'}</span> },
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
  if (row.result === 'pending') return <Chip icon="clock">{t('result.pending')}</Chip>;
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

/** The next step for those who may do it; for the others, why the batch waits. */
function NextStep({ batch, may, own, today, reply, busy, resentBy, toResend, withoutAccount }: Props) {
  const { t } = useTranslation('subsidy');
  const form = (children: ReactNode) => (
    // Each step has its own form, so that what was typed in one does not appear in the next.
    <Form key={`${batch.number} ${batch.state}`} method="post" className="flex flex-wrap items-start gap-3">
      <Csrf />
      <input type="hidden" name="revision" value={batch.revision} />
      {children}
    </Form>
  );
  const step = ((): { title: string; what: string; now?: ReactNode } | null => {
    switch (batch.state) {
      case 'drafted':
        if (own || !may.check) return { title: t('batch.waitsForCheck'), what: t(own ? 'batch.waitsForOther' : 'batch.waitsForCheckWhat') };
        return {
          title: t('batch.toCheck'),
          what: t('batch.toCheckWhat', { who: batch.draftedBy }),
          now: form(
            <Button look="main" icon="check" name="do" value="check" disabled={busy}>
              {t('batch.check')}
            </Button>,
          ),
        };
      case 'checked':
        if (!may.release) return { title: t('batch.waitsForNotice'), what: t('batch.waitsForNoticeWhat') };
        return {
          title: t('batch.toNotice'),
          what: t('batch.toNoticeWhat'),
          now: form(
            <>
              <Field name="noticeFrom" type="date" label={t('batch.noticeFrom')} reply={reply} stored={today} />
              <Field name="noticeTo" type="date" label={t('batch.noticeTo')} reply={reply} stored={addDays(noticeEnd(today), 1)} />
              <Button className={BESIDE_FIELD} look="main" icon="print" name="do" value="notice" disabled={busy}>
                {t('batch.startNotice')}
              </Button>
            </>,
          ),
        };
      case 'noticed':
        if (batch.noticeTo !== null && today <= batch.noticeTo)
          return { title: t('batch.onNotice'), what: t('batch.onNoticeWhat', { to: batch.noticeTo }) };
        if (!may.release) return { title: t('batch.waitsForRelease'), what: t('batch.waitsForNoticeWhat') };
        return {
          title: t('batch.toRelease'),
          what: t('batch.toReleaseWhat'),
          now: form(
            <Button look="main" icon="right" name="do" value="release" disabled={busy}>
              {t('batch.release')}
            </Button>,
          ),
        };
      case 'released':
        if (!may.release) return { title: t('batch.waitsForBank'), what: t('batch.waitsForNoticeWhat') };
        return {
          title: t('batch.toReconcile', { count: batch.pending }),
          what: t('batch.toReconcileWhat'),
          now: form(
            <>
              <Field name="paidOn" type="date" label={t('field.paidOn')} max={today} reply={reply} stored={today} />
              <Button className={BESIDE_FIELD} look="main" icon="check" name="do" value="reconcile" disabled={busy}>
                {t(batch.failed > 0 ? 'batch.reconcileRest' : 'batch.reconcile')}
              </Button>
              <ButtonLink className={BESIDE_FIELD} to="/imports" icon="upload">
                {t('batch.bySheet')}
              </ButtonLink>
            </>,
          ),
        };
      case 'reconciled':
        if (toResend === 0 || resentBy !== null || !may.draft) return null;
        return {
          title: t('batch.toResend', { count: toResend }),
          what: t('batch.toResendWhat'),
          now: form(
            <>
              <Field name="number" label={t('batch.resendNumber')} reply={reply} stored={`${batch.number}-R`} className="tablet:w-64" />
              <Button className={BESIDE_FIELD} look="main" icon="back" name="do" value="resend" disabled={busy}>
                {t('batch.resend')}
              </Button>
            </>,
          ),
        };
      default:
        return null;
    }
  })();
  const mayCancel = may.draft && CANCELLABLE.includes(batch.state);
  return (
    <>
      {step && (
        <section className="card mb-4 border-action-line bg-action-wash p-4" aria-label={step.title}>
          <h2 className="text-lead">{step.title}</h2>
          <p className={step.now ? 'mb-3' : ''}>{step.what}</p>
          {withoutAccount > 0 && (
            <p className={`flex items-start gap-1 font-medium text-attention ${step.now ? 'mb-3' : ''}`}>
              <Icon name="alert" size={18} className="mt-0.5" />
              {t('batch.withoutAccount', { households: formatCount(withoutAccount) })}
            </p>
          )}
          {step.now}
        </section>
      )}
      {mayCancel && (
        <details className="no-print mb-4" open={reply?.typed.do === 'cancel' || undefined}>
          <summary className="link inline-flex min-h-row cursor-pointer items-center">{t('batch.cancelAsk')}</summary>
          <div className="max-w-form">
            {form(
              <>
                <div className="w-full">
                  <TextField name="reason" label={t('batch.cancelReason')} rows={2} reply={reply} />
                </div>
                <Button look="danger" name="do" value="cancel" disabled={busy}>
                  {t('batch.cancel')}
                </Button>
              </>,
            )}
          </div>
        </details>
      )}
    </>
  );
}
