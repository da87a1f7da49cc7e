import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { complaintsToAnswer } from '~/database/access/complaints.server';
import { withSql } from '~/database/connection/sql.server';
import { answerForm } from '~/domain/access/complaint-form';
import type { Role } from '~/domain/contract/enumerations';
import { ComplaintsScreen } from '~/screens/accounts/complaints-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { answerComplaint } from '~/server/workflows/access/complain.server';

export const handle = pageTitle('accounts:complaints.title');

export async function loader({ request }: LoaderFunctionArgs) {
  await requireMay(request, 'settings.manage');
  const complaints = await withSql(requestContext().db, complaintsToAnswer);
  return {
    complaints: complaints.map((one) => ({ ...one, role: one.role as Role | null })),
    done: new URL(request.url).searchParams.has('done'),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'settings.manage');
  const { db, now } = requestContext();
  return actionResult(await sentForm(request), async (typed) => {
    await answerComplaint(db, person, parseForm(answerForm, typed), now);
    throw redirect('/settings/complaints?done');
  });
}

export default function Complaints() {
  const reply = useFormReply(useActionData<typeof action>());
  return <ComplaintsScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
