import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { useState } from 'react';
import { z } from 'zod';
import { CLOSURES } from '~/domain/household/closure';
import { type ProblemCode, refuse } from '~/domain/problems';
import type { ClosureDraft } from '~/domain/survey/draft';
import { evidenceSchema } from '~/domain/survey/evidence';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { answerSentence } from '~/i18n/answer-sentence';
import type { FormReply } from '~/i18n/form-reply';
import { words } from '~/i18n/words.server';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { useViewer } from '~/screens/shell/viewer';
import { ClosureForm } from '~/screens/survey/closure/closure-form';
import { sentPhotoTools } from '~/screens/survey/closure/sent-photo-tools';
import { NoVisitScreen } from '~/screens/survey/no-visit-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { cleanJson } from '~/server/http/sent/clean-request.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { openVisitForm } from '~/server/workflows/survey/open-visit-form.server';
import { submitVisitForm } from '~/server/workflows/survey/submit-visit-form.server';

export const handle = pageTitle('survey:outcomeTitle');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, now } = requestContext();
  const opened = await orProblem(() => openVisitForm(db, person, params.number ?? '', now));
  const { household } = opened;
  if (opened.blocked !== null) return { blocked: opened.blocked, household, season: opened.season } as const;
  return {
    blocked: null,
    household,
    season: opened.season,
    visitId: opened.callId,
    draftId: opened.visitId,
    baseRevision: opened.baseRevision,
    openedAt: openedAt(opened.call, now),
    nobody: opened.nobody,
    given: opened.call ?? opened.callToCorrect,
    savedAt: opened.call ? opened.draftSavedAt : null,
  };
}

/** Gone back to on another day, the person is at the door again. */
function openedAt(call: ClosureDraft | null, now: Date): string {
  return call && dayInShanghai(call.openedAt) === dayInShanghai(now) ? call.openedAt : now.toISOString();
}

const closureSchema = z.object({
  outcome: z.enum(CLOSURES, { error: 'visit.outcome-missing' satisfies ProblemCode }),
  note: z.string().max(4000).default(''),
  visit: z.string().min(1).max(64),
  season: z.string().max(20),
  baseRevision: z.coerce.number().int().min(1),
  openedAt: z.iso.datetime({ offset: true }),
  evidence: z.string().max(20_000).default(''),
});

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.submit');
  const { db, now, language } = requestContext();
  const household = params.number ?? '';
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const form = parseForm(closureSchema, typed);
      const evidence = form.evidence === '' ? undefined : evidenceSchema.safeParse(cleanJson(form.evidence));
      if (evidence?.success === false) refuse('draft.not-a-form');
      const draft = { typed: { note: [form.note] }, baseRevision: form.baseRevision, openedAt: form.openedAt, evidence: evidence?.data };
      const receipt = await submitVisitForm(
        db,
        person,
        { household, season: form.season, visitId: form.visit, outcome: form.outcome, draft },
        now,
      );
      if (receipt.status === 'received') return redirect(`/villages/${receipt.villageCode}?done=${encodeURIComponent(household)}`);
      const t = words(language) as unknown as Parameters<typeof answerSentence>[0];
      const problems =
        receipt.status === 'problems'
          ? receipt.problems.map((problem) => ({ field: problem.question, sentence: answerSentence(t, problem) }))
          : [{ sentence: words(language)('phone:closure.changed') }];
      return { typed, problems } satisfies FormReply;
    },
    { 'visit.nobody-today': 'outcome' },
  );
}

export default function Closure() {
  const shown = useLoaderData<typeof loader>();
  const answer = useFormReply(useActionData<typeof action>());
  const reply = answer;
  const { csrfToken } = useViewer();
  const number = encodeURIComponent(shown.household.number);
  const [tools] = useState(() => sentPhotoTools(csrfToken));
  if (shown.blocked !== null) return <NoVisitScreen why={shown.blocked} household={shown.household} season={shown.season} />;
  return (
    <ClosureForm
      {...shown}
      begunAt={shown.openedAt}
      reply={reply}
      evidenceTools={tools}
      onSave={async (draft, leaving) => {
        const response = await fetch(`/households/${number}/visit/draft`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': csrfToken },
          body: JSON.stringify({ visit: shown.draftId, season: shown.season, draft }),
          keepalive: leaving,
        });
        if (!response.ok) throw new Error(`The server answered ${response.status}`);
        return ((await response.json()) as { savedAt: string }).savedAt;
      }}
    />
  );
}
