import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { qualityAddress } from '~/screens/quality/quality-page';
import { ReasonsScreen } from '~/screens/quality/reasons-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { jobView } from '~/server/jobs/job-view.server';
import { askForReasons } from '~/server/workflows/quality/quality-job.server';
import { readReasons } from '~/server/workflows/quality/read-reasons.server';

export const handle = pageTitle('quality:page.reasons');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'quality.read');
  const { db, now, language } = requestContext();
  const { searchParams } = new URL(request.url);
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page') ?? '1')) || 1);
  return orProblem(async () => {
    const found = await readReasons(db, person, { division: params.code ?? '', season: searchParams.get('season'), page }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    const { trail, seasons, season, asOf, run, mayCompute, latest, reasons, more } = found;
    return {
      trail,
      seasons: seasons.map(({ name }) => name),
      season: season.name,
      asOf,
      closed: season.closedOn !== null,
      run,
      mayCompute,
      latest: latest ? jobView(latest, language, true) : null,
      reasons: reasons.map(({ visits, lookedAt, lookedBy: _by, lookedWords: _words, ...row }) => ({
        ...row,
        records: visits.length,
        looked: lookedAt !== null,
      })),
      page,
      more,
    };
  });
}

/** Asks for the computation. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'quality.compute');
  const { db, now } = requestContext();
  const asked = { division: params.code ?? '', season: new URL(request.url).searchParams.get('season'), page: 1 };
  return actionResult(await sentForm(request), async () => {
    const found = await readReasons(db, person, asked, now);
    const season = found.season?.name ?? '';
    await askForReasons(db, person, { division: asked.division, season });
    return redirect(qualityAddress(asked.division, season, 'reasons'));
  });
}

export default function Reasons() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <ReasonsScreen {...data} reply={reply} />;
}
