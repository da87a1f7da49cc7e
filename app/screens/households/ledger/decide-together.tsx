import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { JobProgress, type JobView } from '~/screens/shared/job-progress';
import { Csrf } from '~/screens/shell/viewer';

type Props = { total: number; own: boolean; job: JobView | null; reply?: FormReply; busy: boolean };

/** 一起处理: whoever asked takes everything back, another person confirms or declines it. What is doubtful is decided on its own before. */
export function DecideTogether({ total, own, job, reply, busy }: Props) {
  const { t } = useTranslation('ledger');
  const working = job?.state === 'waiting' || job?.state === 'running';
  return (
    <section className="mb-4 rounded border border-line bg-surface p-3">
      <ErrorSummary reply={reply} />
      {job && <JobProgress job={job} />}
      {total > 0 && !working && (
        <Form method="post" className="max-w-form space-y-3" preventScrollReset>
          <Csrf />
          <p className="text-ink-soft">{t(own ? 'together.ownHint' : 'together.hint')}</p>
          <TextField
            name="decision"
            reply={reply}
            label={t(own ? 'changes.withdrawReason' : 'changes.decision')}
            hint={own ? undefined : t('changes.decisionHint')}
            rows={2}
          />
          <div className="flex flex-wrap gap-2">
            {own ? (
              <Button look="plain" icon="back" name="how" value="withdraw" disabled={busy}>
                {t('together.withdraw', { total: formatCount(total) })}
              </Button>
            ) : (
              <>
                <Button look="main" icon="check" name="how" value="confirm" disabled={busy}>
                  {t('together.confirm', { total: formatCount(total) })}
                </Button>
                <Button look="danger" name="how" value="decline" disabled={busy}>
                  {t('together.decline', { total: formatCount(total) })}
                </Button>
              </>
            )}
          </div>
        </Form>
      )}
    </section>
  );
}
