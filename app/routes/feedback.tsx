import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { complaintsOfAccount } from '~/database/access/complaints.server';
import { withSql } from '~/database/connection/sql.server';
import { complaintForm } from '~/domain/access/complaint-form';
import { FeedbackScreen } from '~/screens/accounts/feedback-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { complain } from '~/server/workflows/access/complain.server';

export const handle = pageTitle('accounts:feedback.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const complaints = await withSql(requestContext().db, (sql) => complaintsOfAccount(sql, person.accountId));
  return { complaints, done: new URL(request.url).searchParams.has('done') };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requirePerson(request);
  const { db, now, limits } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const { text } = parseForm(complaintForm, typed);
      await complain(db, limits, person, { text, page: null }, now);
      throw redirect('/feedback?done');
    },
    { 'complaint.too-many': 'text' },
  );
}

export default function Feedback() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return <FeedbackScreen {...data} reply={reply} />;
}
