import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { refuse } from '~/domain/problems';
import { evaluationForm } from '~/domain/report/evaluation/evaluation-texts';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { evaluationAddress } from '~/screens/reports/evaluation/addresses';
import { EvaluationScreen } from '~/screens/reports/evaluation/evaluation-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { readEvaluation } from '~/server/workflows/report/read-evaluation.server';
import { saveEvaluationTexts } from '~/server/workflows/report/write-evaluation.server';

export const handle = pageTitle('evaluation:title');

const DONE = ['saved', 'nothing'] as const;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'report.make');
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  const version = Number(asked.get('look'));
  const look = Number.isSafeInteger(version) && version > 0 ? version : null;
  const query = { division: params.code ?? '', season: asked.get('season'), asOf: asked.get('asOf'), look, language };
  return orProblem(async () => ({
    ...(await readEvaluation(db, person, query, now)),
    done: DONE.find((one) => one === asked.get('done')) ?? null,
  }));
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'evaluation.write');
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  const division = params.code ?? '';
  return actionResult(await sentForm(request), async (typed) => {
    const season = asked.get('season') ?? refuse('season.unknown', { season: '' });
    const form = parseForm(evaluationForm, typed);
    const { changed } = await saveEvaluationTexts(db, person, { division, season, form, language }, now);
    return redirect(evaluationAddress(division, { season, asOf: asked.get('asOf'), done: changed ? 'saved' : 'nothing' }));
  });
}

/** Reloads after a refusal too: whoever was slower sees what the other saved, and the next attempt is on the current version. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

export default function Evaluation() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().state !== 'idle';
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <EvaluationScreen key={`${data.code}-${data.season}-${data.version}`} {...data} reply={reply} busy={busy} />;
}
