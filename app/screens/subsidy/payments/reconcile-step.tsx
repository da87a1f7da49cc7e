import { Form, Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceAt } from '~/i18n/form-reply';
import { formatCount, formatInstant, formatYuan } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Field, FieldError, fieldId, Select, TextField } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';
import { subsidyPartAddress } from '~/screens/subsidy/addresses';
import type { BatchScreenProps, OpenToReconcile } from './batch-props';

type Waiting = OpenToReconcile['rest'];

/** A button in a row of fields stands level with their boxes, also when a sentence stands under one. */
export const BESIDE_FIELD = 'tablet:mt-[26px]';

/** 对账: the bank’s file first, then the rest with how many and how much; one person asks, another confirms. */
export function ReconcileStep(props: BatchScreenProps) {
  const { batch, open, own, today, reply, busy } = props;
  const { t } = useTranslation('subsidy');
  if (open === null) return null;
  const { answered, rest, unreachable } = open;
  if (batch.settleAskedAt !== null) {
    return (
      <Card title={t(own.asked ? 'batch.waitsForConfirm' : 'batch.toConfirm')}>
        <p className="mb-1">
          {t('batch.askedBy', { who: batch.settleAskedBy, when: formatInstant(batch.settleAskedAt) })}
          {t('batch.wouldArrive', {
            count: batch.settlePayments ?? 0,
            amount: formatYuan(batch.settleAmount ?? 0),
            day: batch.settlePaidOn,
          })}
        </p>
        <Unreachable unreachable={unreachable} />
        {own.asked ? (
          <p className="mb-3 text-ink-soft">{t('batch.waitsForConfirmWhat')}</p>
        ) : (
          <Form method="post" className="mb-2 mt-3">
            <Csrf />
            <input type="hidden" name="revision" value={batch.revision} />
            <Button look="main" icon="check" name="do" value="reconcile" disabled={busy}>
              {t('batch.confirm')}
            </Button>
          </Form>
        )}
        <WithReason {...props} what={own.asked ? 'withdraw' : 'refuse'} />
      </Card>
    );
  }
  const arrives = { payments: answered.payments + rest.payments, amount: answered.amount + rest.amount };
  const sentence = sentenceAt(reply, 'rest');
  return (
    <Card title={t('batch.toReconcile', { count: batch.pending })}>
      <BankFile {...props} />
      <p className="mb-3">
        {t('batch.toReconcileWhat')}{' '}
        <Link className="link" to="/imports">
          {t('batch.bySheet')}
        </Link>
      </p>
      <Form method="post" key={`${batch.revision}`} className="space-y-3">
        <Csrf />
        <input type="hidden" name="revision" value={batch.revision} />
        <input type="hidden" name="restPayments" value={rest.payments} />
        <input type="hidden" name="restAmount" value={rest.amount} />
        {answered.payments > 0 && <p>{t('batch.answered', { count: answered.payments, amount: formatYuan(answered.amount) })}</p>}
        {rest.payments > 0 && (
          <div className={sentence ? 'border-l-4 border-danger pl-3' : undefined}>
            <label className="flex min-h-target cursor-pointer items-center gap-2 font-medium">
              <input id={fieldId('rest')} type="checkbox" name="rest" className="h-5 w-5 shrink-0" />
              <span>
                {t('batch.restArrives', {
                  count: rest.payments,
                  households: formatCount(rest.households),
                  amount: formatYuan(rest.amount),
                })}
              </span>
            </label>
            <FieldError id={`${fieldId('rest')}-error`} sentence={sentence} />
          </div>
        )}
        <Unreachable unreachable={unreachable} />
        <div className="flex flex-wrap items-start gap-3">
          <Field name="paidOn" type="date" label={t('field.paidOn')} max={today} reply={reply} stored={today} />
          <Button className={BESIDE_FIELD} look="main" icon="right" name="do" value="ask" disabled={busy}>
            {t('batch.ask', { count: arrives.payments, amount: formatYuan(arrives.amount) })}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

/** The file for the bank, and the way to where its answer is taken in. */
function BankFile({ batch, season, templates }: BatchScreenProps) {
  const { t } = useTranslation('subsidy');
  if (templates.length === 0) return null;
  return (
    <form method="post" action={subsidyPartAddress(batch.division, season, 'payments', batch.number, '/bank-file')} className="mb-3 mt-2">
      <Csrf />
      <input type="hidden" name="revision" value={batch.revision} />
      <div className="flex flex-wrap items-start gap-3">
        <div className="w-full tablet:w-72">
          <Select
            name="template"
            label={t('bank.template')}
            options={templates.map(({ key, name }) => ({ value: key, label: name }))}
            stored={templates[0]!.key}
          />
        </div>
        <Button className={BESIDE_FIELD} icon="download">
          {t('bank.make')}
        </Button>
        <ButtonLink
          className={BESIDE_FIELD}
          look="main"
          icon="upload"
          to={subsidyPartAddress(batch.division, season, 'payments', batch.number, '/result')}
        >
          {t('bank.take')}
        </ButtonLink>
      </div>
      <p className="mt-1 text-small text-ink-soft">{t('bank.makeWhat')}</p>
    </form>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card mb-4 border-action-line bg-action-wash p-4" aria-label={title}>
      <h2 className="text-lead">{title}</h2>
      {children}
    </section>
  );
}

function Unreachable({ unreachable }: { unreachable: Waiting }) {
  const { t } = useTranslation('subsidy');
  if (unreachable.payments === 0) return null;
  return (
    <p className="text-attention">
      {t('batch.unreachable', {
        count: unreachable.payments,
        households: formatCount(unreachable.households),
        amount: formatYuan(unreachable.amount),
      })}
    </p>
  );
}

type Way = 'cancel' | 'undo' | 'refuse' | 'withdraw' | 'askUndo' | 'refuseUndo' | 'withdrawUndo';
/** What a person takes back is refused by another in the same step. */
const STEP_OF: Partial<Record<Way, Way>> = { withdraw: 'refuse', withdrawUndo: 'refuseUndo' };

/** A way back that needs a reason in words, folded away until it is asked for. */
export function WithReason({
  batch,
  reply,
  busy,
  what,
  danger = false,
}: Pick<BatchScreenProps, 'batch' | 'reply' | 'busy'> & { what: Way; danger?: boolean }) {
  const { t } = useTranslation('subsidy');
  const step = STEP_OF[what] ?? what;
  return (
    <details className="no-print mb-4" open={reply?.typed.do === step || undefined}>
      <summary className="link inline-flex min-h-row cursor-pointer items-center">{t(`batch.back.${what}.ask`)}</summary>
      <Form key={`${batch.number} ${batch.state}`} method="post" className="flex max-w-form flex-wrap items-start gap-3">
        <Csrf />
        <input type="hidden" name="revision" value={batch.revision} />
        <div className="w-full">
          <TextField name="reason" label={t(`batch.back.${what}.reason`)} rows={2} reply={reply} />
        </div>
        <Button look={danger ? 'danger' : 'plain'} name="do" value={step} disabled={busy}>
          {t(`batch.back.${what}.do`)}
        </Button>
      </Form>
    </details>
  );
}
