import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { HouseholdDecisionScreen } from '~/screens/conflicts/household-decision-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { database, requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { decideHousehold, readHouseholdToDecide } from '~/server/workflows/households/decide-household.server';

export const handle = pageTitle('added:desk.title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  return orProblem(() => readHouseholdToDecide(database(), person, params.id ?? ''));
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const [choice = '', same = ''] = String(typed.choice ?? '').split(/:(.*)/s);
      const chosen = choice === 'new' || choice === 'set-aside' ? choice : 'same';
      await decideHousehold(db, person, { id: params.id ?? '', choice: chosen, same, reason: String(typed.reason ?? '') }, now);
      throw redirect('/conflicts?done');
    },
    { 'reason.missing': 'reason', 'reason.too-long': 'reason', 'received-household.not-chosen': 'choice' },
  );
}

export default function AddedHousehold() {
  const reply = useFormReply(useActionData<typeof action>());
  return <HouseholdDecisionScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
