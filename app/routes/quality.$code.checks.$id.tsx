import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { CheckScreen } from '~/screens/quality/check-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { assignChecks, withdrawCheck } from '~/server/workflows/quality/assign-checks.server';
import { readCheck } from '~/server/workflows/quality/read-checks.server';

export const handle = pageTitle('quality:page.checks');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'quality.read');
  return orProblem(() => readCheck(requestContext().db, person, { id: params.id ?? '' }));
}

/** Gives the check to somebody, or withdraws it. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'spot-check.draw');
  const { db, now } = requestContext();
  const id = params.id ?? '';
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const { township } = await readCheck(db, person, { id });
      if (typed.do === 'withdraw') await withdrawCheck(db, person, { check: id, reason: String(typed.reason ?? '') }, now);
      else await assignChecks(db, person, { township, checks: [id], checker: String(typed.checker ?? '') }, now);
      return redirect(`/quality/${params.code}/checks/${id}`);
    },
    { 'reason.missing': 'reason', 'reason.too-long': 'reason', 'spot-check.checker-unknown': 'checker' },
  );
}

export default function Check() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return <CheckScreen {...data} reply={reply} />;
}
