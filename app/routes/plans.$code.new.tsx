import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { newPlanForm } from '~/domain/plans/plan-content';
import { refuse } from '~/domain/problems';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { planAddress } from '~/screens/plans/addresses';
import { NewPlanScreen } from '~/screens/plans/new-plan-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readNewPlan } from '~/server/workflows/plans/read-plans.server';
import { draftPlan } from '~/server/workflows/plans/write-plan.server';

export const handle = pageTitle('plans:new.title');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readNewPlan(db, person, query, now),
    ({ villages }, { asked }) => ({ villages, chosen: asked.getAll('village') }),
    'plans.write',
  );
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'plans.write');
  const { db, now } = requestContext();
  const season = new URL(request.url).searchParams.get('season');
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const asked = parseForm(newPlanForm, typed);
      const plan = await draftPlan(db, person, { ...asked, season: season ?? refuse('season.unknown', { season: '' }) }, now);
      return redirect(planAddress(plan.countyCode, plan.number, { done: 'created' }));
    },
    {
      'plan.village-planned': 'village',
      'plan.village-not-flagged': 'village',
      'plan.other-counties': 'village',
    },
  );
}

export default function NewPlan() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().state !== 'idle';
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <NewPlanScreen {...data} reply={reply} busy={busy} />;
}
