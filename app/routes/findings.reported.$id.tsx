import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { answerReportForm } from '~/domain/findings/problem-report';
import { ReportScreen } from '~/screens/findings/report-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { database, requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { answerReport, readReport } from '~/server/workflows/findings/answer-report.server';

export const handle = pageTitle('findings:desk.title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'problem.read');
  return orProblem(() => readReport(database(), person, params.id ?? ''));
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'problem.answer');
  const { db, now } = requestContext();
  return actionResult(await sentForm(request), async (typed) => {
    await answerReport(db, person, { id: params.id ?? '', ...parseForm(answerReportForm, typed) }, now);
    throw redirect('/findings/reported?done');
  });
}

export default function Reported() {
  const reply = useFormReply(useActionData<typeof action>());
  return <ReportScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
