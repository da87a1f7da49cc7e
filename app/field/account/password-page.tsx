import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, Form, redirect, useActionData, useNavigation } from 'react-router-dom';
import { PasswordFields } from '~/screens/accounts/password-fields';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { PhonePage } from '~/screens/shell/phone-page';
import { type Field, usePhone } from '../field-context';
import { loadWords } from '../later/later-words';
import { NotSent } from './not-sent';
import { type Refused, sendForm } from './send-form';

/** 修改密码, on the phone: the same fields as on the server's page. */
export async function passwordRoute(field: Field) {
  await loadWords('accounts', 'phone');
  return { Component: PasswordPage, action: changePassword(field) };
}

function PasswordPage() {
  const { t } = useTranslation(['accounts', 'common']);
  const reply = useActionData() as Refused | undefined;
  const busy = useNavigation().state !== 'idle';
  const { session } = usePhone();
  return (
    <PhonePage heading={t('password.heading')} back="/me">
      <NotSent reply={reply} />
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="flex flex-col gap-4">
        <PasswordFields first={false} username={session.username} reply={reply} />
        <Button look="main" wide disabled={busy}>
          {t('password.submit')}
        </Button>
      </Form>
    </PhonePage>
  );
}

const changePassword =
  ({ server }: Field) =>
  async ({ request }: ActionFunctionArgs) => {
    const sent = await sendForm<null>(server, '/field-data/password', await request.formData());
    return 'done' in sent ? redirect('/me?done=password') : sent;
  };
