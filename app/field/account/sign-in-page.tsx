import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, Form, useActionData, useNavigation, useSearchParams } from 'react-router-dom';
import type { SignedIn } from '~/domain/sync/protocol';
import { onlyCodeMissing } from '~/screens/accounts/code-field';
import { SignInFields } from '~/screens/accounts/sign-in-fields';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import { type Field, usePhone } from '../field-context';
import { loadWords } from '../later/later-words';
import { NotSent } from './not-sent';
import { type Refused, sendForm } from './send-form';

/** 登录, in the app: the same account again, or another cadre on the same phone. What is on it stays, each account's for itself. */
export async function signInRoute(field: Field) {
  await loadWords('accounts', 'phone', 'second-factor');
  return { Component: SignInPage, action: signIn(field) };
}

function SignInPage() {
  const { t } = useTranslation(['accounts', 'phone']);
  const reply = useActionData() as Refused | undefined;
  const busy = useNavigation().state !== 'idle';
  const { session } = usePhone();
  const [parameters] = useSearchParams();
  const [other] = useState(() => parameters.has('other'));
  return (
    <PhonePage heading={t(other ? 'phone:accounts.switch' : 'accounts:signIn.heading')} back="/me">
      {other && (
        <Notice>
          <p>{t('phone:accounts.switchWhat', { name: session.name })}</p>
        </Notice>
      )}
      <NotSent reply={reply} />
      {!onlyCodeMissing(reply) && <ErrorSummary reply={reply} />}
      <Form method="post" noValidate className="flex flex-col gap-4">
        <SignInFields username={other ? '' : session.username} reply={reply} />
        <Button look="main" wide disabled={busy}>
          {t(busy ? 'accounts:signIn.busy' : 'accounts:signIn.submit')}
        </Button>
      </Form>
      <p className="mt-4 text-small text-ink-soft">{t('accounts:signIn.help')}</p>
    </PhonePage>
  );
}

/** The whole app anew: it may be somebody else's now, in another language. */
const signIn =
  ({ server }: Field) =>
  async ({ request }: ActionFunctionArgs) => {
    const sent = await sendForm<SignedIn>(server, '/field-data/sign-in', await request.formData(), '/field-data/sign-in');
    if (!('done' in sent)) return sent;
    const { accountId, mustChangePassword } = sent.done;
    const wanted = new URL(request.url).searchParams.get('to');
    const back = wanted && /^\/[\w%/.-]*$/.test(wanted) ? wanted : '/';
    location.assign(mustChangePassword ? '/password?to=%2Ffield%2F' : `/field${back}?as=${accountId}`);
    // The page is left: nothing is to be shown meanwhile.
    return new Promise<never>(() => undefined);
  };
