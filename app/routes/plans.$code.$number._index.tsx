import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { planDecisionForm, planForm } from '~/domain/plans/plan-content';
import { planAddress } from '~/screens/plans/addresses';
import { PlanScreen } from '~/screens/plans/plan-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { readPlan } from '~/server/workflows/plans/read-plans.server';
import { decidePlan, savePlan } from '~/server/workflows/plans/write-plan.server';

export const handle = pageTitle('plans:title');

const DONE = ['created', 'saved', 'nothing', 'submit', 'approve', 'return', 'reopen'] as const;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'plans.read');
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  const version = Number(asked.get('compare'));
  const compare = Number.isSafeInteger(version) && version > 1 ? version : null;
  return orProblem(async () => ({
    plan: await readPlan(db, person, { number: params.number ?? '', compare, language }, now),
    done: DONE.find((one) => one === asked.get('done')) ?? null,
  }));
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'plans.write');
  const { db, now, language } = requestContext();
  const number = params.number ?? '';
  const back = (done: string) => redirect(planAddress(params.code ?? '', number, { done }));
  return actionResult(
    await sentForm(request),
    async (typed) => {
      if (typed.do === 'save') {
        const form = parseForm(planForm, typed);
        const { changed } = await savePlan(db, person, { number, form, language }, now);
        return back(changed ? 'saved' : 'nothing');
      }
      const { do: decision, version, words } = parseForm(planDecisionForm, typed);
      await decidePlan(db, person, { number, decision, version, words, language }, now);
      return back(decision);
    },
    { 'reason.missing': 'words' },
  );
}

/** Reloads after a refusal too: whoever was slower sees what the other saved, and the next attempt is on the current version. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

export default function Plan() {
  const { plan, done } = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().state !== 'idle';
  return <PlanScreen key={`${plan.number}-${plan.version}`} plan={plan} done={done} reply={reply} busy={busy} />;
}
