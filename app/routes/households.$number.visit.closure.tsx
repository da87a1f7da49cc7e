import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import type { ProblemCode } from '~/domain/problems';
import { answerSentence } from '~/i18n/answer-sentence';
import { type FormReply, isFormReply } from '~/i18n/form-reply';
import { words } from '~/i18n/words.server';
import { pageTitle } from '~/screens/shell/page-title';
import { CLOSURES, ClosureForm } from '~/screens/survey/closure-form';
import { NoVisitScreen } from '~/screens/survey/no-visit-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
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
    baseRevision: opened.baseRevision,
    openedAt: now.toISOString(),
    nobody: opened.nobody,
    note: opened.typed.note?.[0] ?? '',
  };
}

const closureSchema = z.object({
  outcome: z.enum(CLOSURES, { error: 'visit.outcome-missing' satisfies ProblemCode }),
  note: z.string().max(4000).default(''),
  visit: z.string().min(1).max(64),
  season: z.string().max(20),
  baseRevision: z.coerce.number().int().min(1),
  openedAt: z.iso.datetime({ offset: true }),
});

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.submit');
  const { db, now, language } = requestContext();
  const household = params.number ?? '';
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const form = parseForm(closureSchema, typed);
      const draft = { typed: { note: [form.note] }, baseRevision: form.baseRevision, openedAt: form.openedAt };
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
          : [{ sentence: words(language)('survey:closure.changed') }];
      return { typed, problems } satisfies FormReply;
    },
    { 'visit.nobody-today': 'outcome' },
  );
}

export default function Closure() {
  const shown = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (shown.blocked !== null) return <NoVisitScreen why={shown.blocked} household={shown.household} season={shown.season} />;
  return <ClosureForm {...shown} reply={isFormReply(answer) ? answer : undefined} />;
}
