import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData, useNavigate, useSearchParams } from '@remix-run/react';
import { frameOfCheck, householdOfCheck, NOTHING_BEFORE } from '~/domain/quality/check-frame';
import { cardsOf, type Draft } from '~/domain/survey/draft';
import type { SubmitAnswer } from '~/domain/survey/submit-answer';
import type { Typed } from '~/domain/survey/typed';
import { pageTitle } from '~/screens/shell/page-title';
import { useViewer } from '~/screens/shell/viewer';
import { VisitForm } from '~/screens/survey/visit-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { afterCardButton } from '~/server/http/sent/after-card-button.server';
import { readPostedVisit } from '~/server/http/sent/visit-form-request.server';
import { answerToCheck } from '~/server/http/visit-answer.server';
import { openCheckForm, saveCheckDraft } from '~/server/workflows/quality/do-check.server';

export const handle = pageTitle('quality:check.heading');

/** 抽查一户, on the web: an empty form, because whoever checks must not know what was answered. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'spot-check.do');
  const { db, now } = requestContext();
  const { check, typed, card, openedAt, savedAt } = await orProblem(() => openCheckForm(db, person, params.id ?? '', now));
  return {
    household: householdOfCheck(check),
    frame: frameOfCheck(check, person.name, openedAt),
    context: { outcome: 'done' as const, mode: check.mode, residence: check.residence },
    typed,
    card,
    savedAt,
    now: now.toISOString(),
  };
}

/** Turning a card does not reload, because the form holds what is typed and saves it separately. */
export function shouldRevalidate({ currentUrl, nextUrl, formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return currentUrl.pathname === nextUrl.pathname && formMethod === undefined ? false : defaultShouldRevalidate;
}

/** Handles the form without scripts: every button posts its card. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'spot-check.do');
  const { db, now } = requestContext();
  const id = params.id ?? '';
  return orProblem(async () => {
    const { check } = await openCheckForm(db, person, id, now);
    const posted = await readPostedVisit(request);
    if (posted.does === 'submit') {
      const answer = await answerToCheck(person, id, posted);
      if (answer.status === 'received') return redirect(answer.to);
      return data({ answer, typed: posted.draft.typed as Typed });
    }
    const context = { outcome: 'done' as const, mode: check.mode, residence: check.residence };
    const { typed, card } = afterCardButton(posted, 'spot_check', NOTHING_BEFORE, context);
    if (Object.keys(typed).length > 0) await saveCheckDraft(db, person, id, { ...posted.draft, typed: typed as Draft['typed'], card }, now);
    return redirect(`/checks/${encodeURIComponent(id)}?card=${card}`);
  });
}

export default function Check() {
  const shown = useLoaderData<typeof loader>();
  const posted = useActionData<typeof action>() as { answer: SubmitAnswer; typed: Typed } | undefined;
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const { csrfToken } = useViewer();
  const here = `/checks/${encodeURIComponent(shown.frame.visit)}`;
  const send = async (path: string, draft: Draft, leaving: boolean): Promise<Response> => {
    const response = await fetch(`${here}/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': csrfToken },
      body: JSON.stringify({ visit: shown.frame.visit, season: shown.frame.season, draft }),
      keepalive: leaving,
    });
    if (!response.ok && response.status >= 500) throw new Error(`The server answered ${response.status}`);
    return response;
  };
  const cards = cardsOf('spot_check');
  const card = cards.find((one) => one === parameters.get('card')) ?? cards.find((one) => one === shown.card) ?? cards[0]!;
  return (
    <VisitForm
      {...shown}
      before={NOTHING_BEFORE}
      typed={posted?.typed ?? shown.typed}
      card={posted ? 'summary' : card}
      answer={posted?.answer}
      remarks={[]}
      returned={{ typed: {}, evidence: {} }}
      changes={[]}
      back="/checks"
      onCard={(next) => navigate(`${here}?card=${next}`)}
      onSave={async (draft, leaving) => {
        const response = await send('draft', draft, leaving);
        if (!response.ok) throw new Error(`The server answered ${response.status}`);
        return ((await response.json()) as { savedAt: string }).savedAt;
      }}
      onSubmit={async (draft) => (await (await send('submit', draft, false)).json()) as SubmitAnswer}
      onReceived={(to) => navigate(to, { replace: true })}
    />
  );
}
