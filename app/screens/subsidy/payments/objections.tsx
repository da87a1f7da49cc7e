import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { CANCELLABLE } from '~/domain/subsidy/payments/batch-states';
import { formatInstant, formatYuan } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { Field, TextField } from '~/screens/shared/field';
import { Chip } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';
import type { BatchScreenProps, ObjectionRow } from './batch-props';

/** 异议与移出: who said what against which household, how it was decided, and who left the batch for which reason. */
export function Objections(props: BatchScreenProps) {
  const { batch, objections, may } = props;
  const { t } = useTranslation('subsidy');
  const mayObject = may.draft && batch.state === 'noticed';
  const mayTakeOut = may.draft && CANCELLABLE.includes(batch.state) && batch.households > 1;
  if (objections.length === 0 && !mayObject && !mayTakeOut) return null;
  return (
    <section aria-labelledby="objections" className="mb-4">
      <h2 id="objections" className="mb-2 text-lead">
        {t('objection.title')}
      </h2>
      {objections.length > 0 && (
        <ul className="card mb-2 divide-y divide-line">
          {objections.map((one) => (
            <li key={one.id} className="p-3">
              <One {...props} one={one} decides={mayObject && one.decision === null} />
            </li>
          ))}
        </ul>
      )}
      {mayObject && <Record {...props} />}
      {mayTakeOut && <TakeOut {...props} />}
    </section>
  );
}

function One({ batch, reply, busy, one, decides }: BatchScreenProps & { one: ObjectionRow; decides: boolean }) {
  const { t } = useTranslation('subsidy');
  const mine = reply?.typed.objection === one.id ? reply : undefined;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2">
        <Link className="link" to={`/households/${encodeURIComponent(one.household)}`}>
          {one.head}
        </Link>
        <span className="text-ink-soft">{one.place}</span>
        <Chip tone={one.decision === null ? 'attention' : one.decision === 'kept' ? 'ok' : 'neutral'}>
          {t(`objection.decision.${one.decision ?? 'open'}`)}
        </Chip>
      </p>
      {one.what !== null && <p>{t('objection.said', { who: one.raisedBy, when: one.raisedOn, what: one.what })}</p>}
      {one.decision !== null && one.decidedAt !== null && (
        <p>
          {t(`objection.decided.${one.decision}`, {
            who: one.decidedBy,
            when: formatInstant(one.decidedAt),
            amount: formatYuan(one.amount ?? 0),
            reason: one.reason,
          })}
        </p>
      )}
      {one.what !== null && (
        <p className="text-small text-ink-faint">{t('objection.recorded', { who: one.recordedBy, when: formatInstant(one.recordedAt) })}</p>
      )}
      {decides && (
        <Form method="post" className="mt-2 max-w-form space-y-2">
          <Csrf />
          <input type="hidden" name="revision" value={batch.revision} />
          <input type="hidden" name="objection" value={one.id} />
          <Choices
            name="decision"
            label={t('objection.how')}
            reply={mine}
            options={(['kept', 'taken_out'] as const).map((value) => ({ value, label: t(`objection.choose.${value}`) }))}
          />
          <TextField name="reason" id={`reason-${one.id}`} label={t('objection.reason')} rows={2} reply={mine} />
          <Button look="main" name="do" value="decide" disabled={busy}>
            {t('objection.decide')}
          </Button>
        </Form>
      )}
    </>
  );
}

function Record({ batch, reply, busy, today }: BatchScreenProps) {
  const { t } = useTranslation('subsidy');
  const mine = reply?.typed.do === 'object' ? reply : undefined;
  return (
    <details key={batch.revision} className="no-print" open={mine !== undefined || undefined}>
      <summary className="link inline-flex min-h-row cursor-pointer items-center">{t('objection.add')}</summary>
      <Form method="post" className="mb-2 max-w-form space-y-2">
        <Csrf />
        <input type="hidden" name="revision" value={batch.revision} />
        <Field
          name="household"
          id="objection-household"
          label={t('objection.household')}
          hint={t('objection.householdHint')}
          reply={mine}
        />
        <Field name="raisedBy" label={t('objection.who')} hint={t('objection.whoHint')} reply={mine} />
        <Field name="raisedOn" type="date" label={t('objection.when')} max={today} reply={mine} stored={today} />
        <TextField name="what" label={t('objection.what')} rows={2} reply={mine} />
        <Button look="main" icon="plus" name="do" value="object" disabled={busy}>
          {t('objection.save')}
        </Button>
      </Form>
    </details>
  );
}

function TakeOut({ batch, reply, busy }: BatchScreenProps) {
  const { t } = useTranslation('subsidy');
  const mine = reply?.typed.do === 'takeOut' ? reply : undefined;
  return (
    <details key={batch.revision} className="no-print" open={mine !== undefined || undefined}>
      <summary className="link inline-flex min-h-row cursor-pointer items-center">{t('objection.takeOut')}</summary>
      <Form method="post" className="mb-2 max-w-form space-y-2">
        <Csrf />
        <input type="hidden" name="revision" value={batch.revision} />
        <p className="text-ink-soft">{t('objection.takeOutWhat')}</p>
        <Field name="household" id="take-out-household" label={t('objection.household')} hint={t('objection.householdHint')} reply={mine} />
        <TextField name="reason" id="take-out-reason" label={t('objection.reason')} rows={2} reply={mine} />
        <Button look="danger" name="do" value="takeOut" disabled={busy}>
          {t('objection.takeOutDo')}
        </Button>
      </Form>
    </details>
  );
}
