import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { complaintsOfAccount } from '~/database/access/complaints.server';
import { withSql } from '~/database/connection/sql.server';
import { complaintForm } from '~/domain/access/complaint-form';
import { Refusal } from '~/domain/problems';
import { isFormReply } from '~/i18n/form-reply';
import { FeedbackScreen } from '~/screens/accounts/feedback-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { complain } from '~/server/workflows/access/complain.server';

export const handle = pageTitle('accounts:feedback.title');

/** More complaints a day than anybody needs. */
const A_DAY = { points: 20, seconds: 86_400 };

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
      const wait = await limits.use('complaint', person.accountId, A_DAY.points, A_DAY.seconds);
      if (wait > 0) throw new Refusal({ code: 'complaint.too-many' });
      await complain(db, person, { text, page: null }, now);
      throw redirect('/feedback?done');
    },
    { 'complaint.too-many': 'text' },
  );
}

export default function Feedback() {
  const data = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  return <FeedbackScreen {...data} reply={isFormReply(reply) ? reply : undefined} />;
}
