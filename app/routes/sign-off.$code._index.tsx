import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { closingForm, prepareForm } from '~/domain/report/sign-off-form';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { signOffAddress } from '~/screens/reports/sign-off/addresses';
import { SignOffScreen } from '~/screens/reports/sign-off/sign-off-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { readSignOff } from '~/server/workflows/report/read-sign-off.server';
import { askForVersion } from '~/server/workflows/report/report-job.server';
import { closeTownship } from '~/server/workflows/report/sign-report.server';

export const handle = pageTitle('sign-off:begin');

const DONE = ['closed', 'reopened'] as const;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  const { db, now } = requestContext();
  const asked = new URL(request.url).searchParams;
  return orProblem(async () => {
    const found = await readSignOff(db, person, { division: params.code ?? '', season: asked.get('season') }, now);
    if (found.season === null) return { page: 'no-season' as const, trail: found.trail };
    const { trail, seasons, season, asOf, open, waiting, townships, counties, versions, mayPrepare, mayClose } = found;
    return {
      page: 'shown' as const,
      trail,
      seasons: seasons.map(({ name }) => name),
      season: season.name,
      closed: season.closedOn !== null,
      asOf,
      open,
      waiting,
      townships,
      counties,
      versions: versions.map(({ id, version, state, level, preparedAt, preparer, asOf: day }) => ({
        id,
        version,
        state,
        level,
        preparedAt,
        preparer,
        asOf: day,
      })),
      mayPrepare,
      mayClose,
      job: asked.get('job'),
      done: DONE.find((one) => one === asked.get('done')) ?? null,
    };
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  const { db, now } = requestContext();
  const division = params.code ?? '';
  return actionResult(
    await sentForm(request),
    async (typed) => {
      if (typed.do === 'prepare') {
        const { season, seen, reason } = parseForm(prepareForm, typed);
        const job = await askForVersion(db, person, { division, season, acknowledged: { seen, reason } }, now);
        return redirect(signOffAddress(division, season, { job }));
      }
      const { season, township, do: act, words } = parseForm(closingForm, typed);
      await closeTownship(db, person, { division: township, season, closed: act === 'close', words }, now);
      return redirect(signOffAddress(division, season, { done: act === 'close' ? 'closed' : 'reopened' }));
    },
    { 'sign-off.reason-missing': 'reason', 'sign-off.words-missing': 'words' },
  );
}

/** Reloads after a refusal too, so that what has changed meanwhile is seen. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

export default function SignOffPage() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().state !== 'idle';
  if (data.page === 'no-season') return <NoSeasonScreen trail={data.trail} />;
  return <SignOffScreen {...data} reply={reply} busy={busy} />;
}
