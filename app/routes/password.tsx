import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { PASSWORD_FIELDS, passwordForm } from '~/domain/access/password-form';
import { safeReturnPath } from '~/domain/access/safe-return-path';
import { PasswordScreen } from '~/screens/accounts/password-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { changePassword } from '~/server/workflows/access/change-password.server';

export const handle = pageTitle('accounts:password.heading');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const wanted = new URL(request.url).searchParams.get('to');
  return { first: person.mustChangePassword, back: safeReturnPath(wanted), username: person.username };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requirePerson(request);
  const { db, limits, sessionId, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const input = parseForm(passwordForm, typed);
      await changePassword(
        db,
        limits,
        person,
        { current: input.currentPassword, next: input.newPassword, repeated: input.repeatedPassword, keepSession: sessionId },
        now,
      );
      return redirect(safeReturnPath(input.to));
    },
    PASSWORD_FIELDS,
  );
}

export default function Password() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return <PasswordScreen {...data} reply={reply} />;
}
