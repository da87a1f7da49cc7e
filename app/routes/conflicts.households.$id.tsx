import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { isFormReply } from '~/i18n/form-reply';
import { HouseholdDecisionScreen } from '~/screens/conflicts/household-decision-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { database, requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
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
    await request.formData(),
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
  const reply = useActionData<typeof action>();
  return <HouseholdDecisionScreen {...useLoaderData<typeof loader>()} reply={isFormReply(reply) ? reply : undefined} />;
}
