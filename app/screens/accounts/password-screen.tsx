import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Notice } from '~/screens/shared/notice';
import { Mark } from '~/screens/shell/mark';
import { Csrf } from '~/screens/shell/viewer';
import { leaveThroughThePhone } from './leave-through-the-phone';
import { PasswordFields } from './password-fields';

/** Serves both the forced change of the first password and a voluntary change. */
export function PasswordScreen({ reply, first, back, username }: { reply?: FormReply; first: boolean; back: string; username: string }) {
  const { t } = useTranslation(['accounts', 'common']);
  const busy = useNavigation().state !== 'idle';
  return (
    <div className="phone text-body">
      <main className="mx-auto max-w-sign px-4 py-8">
        <p className="mb-6 flex items-center gap-2 font-semibold">
          <Mark size={28} />
          {t('common:product')}
        </p>
        <h1 className="mb-4 text-title">{t(first ? 'password.headingFirst' : 'password.heading')}</h1>
        {first && !reply && <Notice tone="attention">{t('password.why')}</Notice>}
        <ErrorSummary reply={reply} />
        <Form method="post" noValidate className="flex flex-col gap-4">
          <Csrf />
          <input type="hidden" name="to" value={back} />
          <PasswordFields first={first} username={username} reply={reply} />
          <Button look="main" wide disabled={busy}>
            {t('password.submit')}
          </Button>
        </Form>
        <div className="mt-4 flex justify-between">
          {first ? (
            <span />
          ) : (
            <a className="link" href={back}>
              {t('common:form.cancel')}
            </a>
          )}
          <Form method="post" action="/sign-out" reloadDocument onSubmit={leaveThroughThePhone}>
            <Csrf />
            <button type="submit" className="link min-h-target">
              {t('common:shell.signOut')}
            </button>
          </Form>
        </div>
      </main>
    </div>
  );
}
