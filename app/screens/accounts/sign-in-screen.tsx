import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { LanguageSwitch } from '~/screens/shell/language-switch';
import { Mark } from '~/screens/shell/mark';
import { Csrf } from '~/screens/shell/viewer';
import { onlyCodeMissing } from './code-field';
import { SignInFields } from './sign-in-fields';

export type DemoAccount = { username: string; password: string; who: string };

export function SignInScreen({ reply, back, demo }: { reply?: FormReply; back: string; demo: DemoAccount[] }) {
  const { t } = useTranslation(['accounts', 'common']);
  const busy = useNavigation().state !== 'idle';
  return (
    <div className="phone text-body">
      <main className="mx-auto flex min-h-screen max-w-sign flex-col px-4 py-8">
        <div className="mb-8 flex items-center gap-3">
          <Mark size={40} />
          <div>
            <p className="text-title font-semibold">{t('common:product')}</p>
            <p className="text-small text-ink-faint">{t('common:productLong')}</p>
          </div>
        </div>
        <h1 className="mb-4 text-title">{t('signIn.heading')}</h1>
        {!onlyCodeMissing(reply) && <ErrorSummary reply={reply} />}
        <Form method="post" noValidate className="flex flex-col gap-4">
          <Csrf />
          <input type="hidden" name="to" value={back} />
          <SignInFields reply={reply} />
          <Button look="main" wide disabled={busy}>
            {busy ? t('signIn.busy') : t('signIn.submit')}
          </Button>
        </Form>
        <p className="mt-4 text-small text-ink-soft">{t('signIn.help')}</p>
        {demo.length > 0 && <DemoAccounts accounts={demo} />}
        <div className="mt-auto flex justify-end pt-8">
          <LanguageSwitch />
        </div>
      </main>
    </div>
  );
}

function DemoAccounts({ accounts }: { accounts: DemoAccount[] }) {
  const { t } = useTranslation(['accounts', 'common']);
  return (
    <section className="card mt-6 p-3 text-small">
      <h2 className="mb-1">{t('signIn.demo')}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {accounts.map((account) => (
          <div key={account.username} className="contents">
            <dt className="text-ink-soft">{account.who}</dt>
            <dd>
              <code>{account.username}</code> / <code>{account.password}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
