import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { askedTogetherIn, decideTogetherForm } from '~/domain/household/ledger/correction-form';
import { WaitingChangesScreen, waitingChangesAddress } from '~/screens/households/ledger/waiting-changes-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { jobView } from '~/server/jobs/job-view.server';
import { askToDecideTogether } from '~/server/workflows/households/decide-changes-job.server';
import { readWaitingChanges } from '~/server/workflows/households/waiting-changes.server';

export const handle = pageTitle('ledger:list.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'roster.confirm');
  const parameters = new URL(request.url).searchParams;
  const division = parameters.get('code') ?? person.divisions[0];
  if (division === undefined) throw redirect('/waiting');
  const page = Math.max(1, Math.trunc(Number(parameters.get('page') ?? '1')) || 1);
  const together = askedTogetherIn(parameters.get('at'), parameters.get('by'));
  const { db, language } = requestContext();
  return orProblem(async () => {
    const { job, ...found } = await readWaitingChanges(db, person, { division, page, together });
    return { page, ...found, job: job && jobView(job, language, false) };
  });
}

/** Decides what one import asked for: confirms, declines or takes back all of it that waits below the division. */
export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'roster.confirm');
  const parameters = new URL(request.url).searchParams;
  const together = askedTogetherIn(parameters.get('at'), parameters.get('by'));
  const code = parameters.get('code') ?? person.divisions[0];
  if (together === null || code === undefined) throw redirect('/waiting/changes');
  const form = await sentForm(request);
  const refused = { 'reason.missing': 'decision', 'reason.too-long': 'decision' } as const;
  return actionResult(
    form,
    async (typed) => {
      const { how, decision } = parseForm(decideTogetherForm, typed);
      await askToDecideTogether(requestContext().db, person, { division: code, ...together, how, decision });
      return redirect(waitingChangesAddress({ code, ...together }));
    },
    refused,
  );
}

export default function WaitingChangesPage() {
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().formMethod === 'POST';
  return <WaitingChangesScreen {...useLoaderData<typeof loader>()} reply={reply} busy={busy} />;
}
