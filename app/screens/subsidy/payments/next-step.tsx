import { Form } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CANCELLABLE } from '~/domain/subsidy/payments/batch-states';
import { noticeEnd } from '~/domain/subsidy/payments/public-notice';
import { addDays } from '~/domain/time/calendar-day';
import { formatCount } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { Field } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import { Csrf } from '~/screens/shell/viewer';
import type { BatchScreenProps } from './batch-props';
import { BESIDE_FIELD, ReconcileStep, WithReason } from './reconcile-step';

/** The next step for those who may do it; for the others, why the batch waits. */
export function NextStep(props: BatchScreenProps) {
  const { batch, may, own, today, reply, busy, resentBy, toResend, withoutAccount } = props;
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
        if (own.draft || !may.check)
          return { title: t('batch.waitsForCheck'), what: t(own.draft ? 'batch.waitsForOther' : 'batch.waitsForCheckWhat') };
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
        return null;
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
  const mayUndo = batch.state === 'reconciled' && may.undo;
  return (
    <>
      {batch.state === 'released' && may.release && <ReconcileStep {...props} />}
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
      {mayCancel && <WithReason {...props} what="cancel" danger />}
      {mayUndo && <Undo {...props} />}
    </>
  );
}

/** 撤销对账: by another person than the one who confirmed it; that one asks for it. */
function Undo(props: BatchScreenProps) {
  const { batch, own } = props;
  const { t } = useTranslation('subsidy');
  const asked = batch.undoAskedBy !== null;
  return (
    <>
      {asked && (
        <section className="card mb-4 border-action-line bg-action-wash p-4" aria-labelledby="undo">
          <h2 id="undo" className="text-lead">
            {t(own.undoAsked ? 'batch.undoWaits' : 'batch.undoAsked')}
          </h2>
          <p>{t('batch.undoAskedWhy', { who: batch.undoAskedBy, reason: batch.undoReason })}</p>
        </section>
      )}
      {own.reconciled ? !asked && <WithReason {...props} what="askUndo" danger /> : <WithReason {...props} what="undo" danger />}
      {asked && <WithReason {...props} what={own.undoAsked ? 'withdrawUndo' : 'refuseUndo'} />}
    </>
  );
}
