import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData } from '@remix-run/react';
import type { Typed } from '~/i18n/form-reply';
import { ConflictScreen } from '~/screens/conflicts/conflict-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { decideConflict, readConflict } from '~/server/workflows/phones/decide-conflict.server';

export const handle = pageTitle('sync:conflicts.title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  return orProblem(() => readConflict(requestContext().db, person, params.id ?? ''));
}

/** Reloads after a refusal too, because a decision is made on the current values. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      await decideConflict(
        db,
        person,
        { id: params.id ?? '', revision: Number(typed.revision), choices: choicesIn(typed), reason: String(typed.reason ?? '') },
        now,
      );
      return redirect('/conflicts?done');
    },
    { 'reason.missing': 'reason', 'reason.too-long': 'reason' },
  );
}

function choicesIn(typed: Typed): Record<string, 'mine' | 'theirs'> {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([name, value]) =>
      name.startsWith('use.') && (value === 'mine' || value === 'theirs') ? [[name.slice(4), value]] : [],
    ),
  );
}

export default function ConflictPage() {
  const conflict = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return <ConflictScreen key={conflict.id} {...conflict} reply={reply} />;
}
