import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { PlanState } from '~/domain/plans/plan-states';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { TextField } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';

type Props = {
  state: PlanState;
  version: number;
  may: { write: boolean; save: boolean; decide: boolean; own: boolean };
  reply?: FormReply;
  busy: boolean;
};

/** 报批、批准、退回、修订: what this person may do with the plan as it stands. */
export function PlanDecisions({ state, version, may, reply, busy }: Props) {
  const { t } = useTranslation('plans');
  // What was typed into the other form of the page is not about this one.
  const own = reply && typedAt(reply, 'do') !== 'save' ? reply : undefined;
  if (may.save)
    return (
      <Form method="post" className="card mb-4 flex flex-wrap items-center gap-3 p-4">
        <Csrf />
        <input type="hidden" name="version" value={version} />
        <Button name="do" value="submit" disabled={busy}>
          {t('one.submit')}
        </Button>
        <span className="text-ink-soft">{t('one.submitWhat')}</span>
      </Form>
    );
  if (!may.write || (state !== 'submitted' && state !== 'approved')) return null;
  const decides = state === 'submitted' && may.decide && !may.own;
  return (
    <>
      {state === 'submitted' && may.own && <Notice title={t('one.own')} />}
      <Form method="post" className="card mb-4 flex flex-col gap-3 p-4">
        <Csrf />
        <input type="hidden" name="version" value={version} />
        <TextField name="words" label={t(decides ? 'one.returnWords' : 'one.reopenWords')} rows={2} reply={own} maxLength={500} />
        <div className="flex flex-wrap gap-3">
          {decides && (
            <>
              <Button look="main" name="do" value="approve" disabled={busy}>
                {t('one.approve')}
              </Button>
              <Button name="do" value="return" disabled={busy}>
                {t('one.return')}
              </Button>
            </>
          )}
          {!decides && (
            <Button name="do" value="reopen" disabled={busy}>
              {t('one.reopen')}
            </Button>
          )}
        </div>
      </Form>
    </>
  );
}
