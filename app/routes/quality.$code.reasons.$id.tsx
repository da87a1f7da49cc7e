import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ReasonScreen } from '~/screens/quality/reason-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { markLooked, readReason } from '~/server/workflows/quality/read-reasons.server';

export const handle = pageTitle('quality:page.reasons');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'quality.read');
  const one = await orProblem(() => readReason(requestContext().db, person, params.id ?? ''));
  return { ...one, from: params.code ?? '' };
}

/** 看过. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'quality.look');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      await markLooked(db, person, { id: params.id ?? '', words: String(typed.words ?? '') }, now);
      return redirect(`/quality/${params.code}/reasons/${params.id}`);
    },
    { 'reason.missing': 'words', 'reason.too-long': 'words' },
  );
}

export default function Reason() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return <ReasonScreen {...data} reply={reply} />;
}
