import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { dutyPhonesBelow } from '~/database/divisions/duty-phones.server';
import { scopeOf } from '~/database/scope.server';
import { dutyPhoneForm } from '~/domain/divisions/duty-phone';
import { DutyPhonesScreen } from '~/screens/divisions/duty-phones-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { keepDutyPhone } from '~/server/workflows/divisions/keep-duty-phone.server';

export const handle = pageTitle('findings:duty.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'duty-phone.manage');
  const divisions = await withSql(requestContext().db, (sql) => dutyPhonesBelow(sql, scopeOf(person)));
  return { divisions, done: new URL(request.url).searchParams.get('done') };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'duty-phone.manage');
  const { db, now } = requestContext();
  const form = await sentForm(request);
  const code = String(form.get('code') ?? '');
  return orProblem(() =>
    actionResult(
      form,
      async (typed) => {
        await keepDutyPhone(db, person, { code, ...parseForm(dutyPhoneForm, typed) }, now);
        throw redirect(`/settings/duty-phones?done=${encodeURIComponent(code)}`);
      },
      { 'division.duty-phone-unchanged': 'phone' },
    ),
  );
}

export default function DutyPhones() {
  const reply = useFormReply(useActionData<typeof action>());
  return <DutyPhonesScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
