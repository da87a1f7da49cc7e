import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect, redirectDocument } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { safeReturnPath } from '~/domain/access/safe-return-path';
import { SIGN_IN_FIELDS, signInForm } from '~/domain/access/sign-in-form';
import { isFormReply } from '~/i18n/form-reply';
import { SignInScreen } from '~/screens/accounts/sign-in-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { demoAccounts } from '~/server/demo/demo-accounts.server';
import { requestContext } from '~/server/http/context.server';
import { personOf, signInHere } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';

export const handle = pageTitle('accounts:signIn.heading');

export async function loader({ request }: LoaderFunctionArgs) {
  const back = safeReturnPath(new URL(request.url).searchParams.get('to'));
  if (personOf(request)) throw redirect(back);
  const { settings, language } = requestContext();
  return { back, demo: settings.demo ? demoAccounts(language) : [] };
}

export async function action({ request }: ActionFunctionArgs) {
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const input = parseForm(signInForm, typed);
      const { who, headers } = await signInHere(request, input);
      const back = safeReturnPath(input.to);
      const to = who.mustChangePassword ? `/password?to=${encodeURIComponent(back)}` : back;
      // Loads the whole page anew, because the account's language may differ from the guest's.
      return redirectDocument(to, { headers });
    },
    SIGN_IN_FIELDS,
  );
}

export default function SignIn() {
  const { back, demo } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  return <SignInScreen back={back} demo={demo} reply={isFormReply(reply) ? reply : undefined} />;
}
