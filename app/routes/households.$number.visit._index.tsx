import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData, useNavigate, useSearchParams } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { dutyPhonesOfVillage } from '~/database/divisions/duty-phones.server';
import { scopeOf } from '~/database/scope.server';
import { type Draft, PLACES } from '~/domain/survey/draft';
import type { SubmitAnswer } from '~/domain/survey/submit-answer';
import type { Typed } from '~/domain/survey/typed';
import { ColdTonight } from '~/screens/findings/cold-tonight';
import { pageTitle } from '~/screens/shell/page-title';
import { useViewer } from '~/screens/shell/viewer';
import { NoVisitScreen } from '~/screens/survey/no-visit-screen';
import { firstRemarkCard, VisitForm } from '~/screens/survey/visit-form';
import { ColdRoomContext } from '~/screens/survey/visit-state';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { afterCardButton } from '~/server/http/sent/after-card-button.server';
import { readPostedVisit } from '~/server/http/sent/visit-form-request.server';
import { answerToSubmission } from '~/server/http/visit-answer.server';
import { openVisitForm } from '~/server/workflows/survey/open-visit-form.server';
import { saveDraft } from '~/server/workflows/survey/save-draft.server';

export const handle = pageTitle((shown) => (shown as { household?: { head: string } } | undefined)?.household?.head ?? '');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, now } = requestContext();
  const opened = await orProblem(() => openVisitForm(db, person, params.number ?? '', now));
  const { household } = opened;
  if (opened.blocked !== null) return { blocked: opened.blocked, household, season: opened.season } as const;
  const remarks = opened.remarks.map(({ question, text, by }) => ({ question, text, by }));
  return {
    blocked: null,
    household,
    frame: {
      visit: opened.visitId,
      household: household.number,
      season: opened.season,
      visitor: person.name,
      kind: 'survey' as const,
      visitedAt: opened.openedAt,
      baseRevision: opened.baseRevision,
    },
    context: { outcome: 'done' as const, mode: opened.mode, residence: household.residence },
    before: opened.before,
    typed: opened.typed,
    card: remarks.length > 0 && opened.card === null ? firstRemarkCard(remarks) : (opened.card ?? 'household'),
    remarks,
    returned: opened.returned,
    changes: opened.changes.map(({ at, actorName, action: what }) => ({ at, by: actorName, action: what })),
    savedAt: opened.savedAt,
    now: now.toISOString(),
    phones: await withSql(db, (sql) => dutyPhonesOfVillage(sql, scopeOf(person), household.villageCode)),
  };
}

/** Turning a card does not reload, because the form holds what is typed and saves it separately. */
export function shouldRevalidate({ currentUrl, nextUrl, formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return currentUrl.pathname === nextUrl.pathname && formMethod === undefined ? false : defaultShouldRevalidate;
}

/** Handles the form without scripts: every button posts its card. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.submit');
  const { db, now } = requestContext();
  const household = params.number ?? '';
  return orProblem(async () => {
    const posted = await readPostedVisit(request);
    if (posted.does === 'submit') {
      const answer = await answerToSubmission(person, household, posted);
      if (answer.status === 'received') return redirect(answer.to);
      return data({ answer, typed: posted.draft.typed as Typed });
    }
    const opened = await openVisitForm(db, person, household, now);
    if (opened.blocked !== null) return redirect(`/households/${encodeURIComponent(household)}/visit`);
    const { typed, card } = afterCardButton(posted, 'survey', opened.before, {
      outcome: 'done',
      mode: opened.mode,
      residence: opened.household.residence,
    });
    if (Object.keys(typed).length > 0)
      await saveDraft(
        db,
        person,
        { household, season: posted.season, visitId: posted.visit, draft: { ...posted.draft, typed: typed as Draft['typed'], card } },
        now,
      );
    return redirect(`/households/${encodeURIComponent(household)}/visit?card=${card}`);
  });
}

export default function Visit() {
  const shown = useLoaderData<typeof loader>();
  const posted = useActionData<typeof action>() as { answer: SubmitAnswer; typed: Typed } | undefined;
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const { csrfToken } = useViewer();
  if (shown.blocked !== null) return <NoVisitScreen why={shown.blocked} household={shown.household} season={shown.season} />;

  const householdAt = `/households/${encodeURIComponent(shown.household.number)}`;
  const here = `${householdAt}/visit`;
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
  const places = PLACES.filter((one) => one !== 'unchanged' || shown.before.answers);
  const card = places.find((one) => one === parameters.get('card')) ?? places.find((one) => one === shown.card) ?? 'household';
  return (
    <ColdRoomContext.Provider value={<ColdTonight phones={shown.phones} report={`${householdAt}/report?kind=cold`} />}>
      <VisitForm
        {...shown}
        typed={posted?.typed ?? shown.typed}
        card={posted && card !== 'unchanged' ? 'summary' : card}
        answer={posted?.answer}
        back={householdAt}
        onCard={(next) => navigate(`${here}?card=${next}`)}
        onSave={async (draft, leaving) => {
          const response = await send('draft', draft, leaving);
          if (!response.ok) throw new Error(`The server answered ${response.status}`);
          return ((await response.json()) as { savedAt: string }).savedAt;
        }}
        onSubmit={async (draft) => (await (await send('submit', draft, false)).json()) as SubmitAnswer}
        onReceived={(to) => navigate(to, { replace: true })}
      />
    </ColdRoomContext.Provider>
  );
}
