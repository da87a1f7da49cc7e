import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { subsidyAddress } from '~/screens/subsidy/addresses';
import { EntitlementsScreen } from '~/screens/subsidy/entitlements-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { jobView } from '~/server/jobs/job-view.server';
import { askForEntitlements, computeOutcomeOf } from '~/server/workflows/subsidy/entitlements-job.server';
import { readEntitlements } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.entitlements');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readEntitlements(db, person, query, now),
    ({ current, toConfirm, latest, mayCompute }, { language }) => ({
      toConfirm,
      current,
      mayCompute,
      latest: latest && {
        job: jobView(latest.job, language, true),
        dryRun: latest.dryRun,
        outcome: computeOutcomeOf(latest.job),
        stillTrue: latest.stillTrue,
      },
    }),
  );
}

/** Starts a trial, or the computation after a trial. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'entitlements.compute');
  const { db, now } = requestContext();
  const asked = { division: params.code ?? '', season: new URL(request.url).searchParams.get('season') };
  return actionResult(await sentForm(request), async (typed) => {
    const found = await readEntitlements(db, person, asked, now);
    const season = found.season?.name ?? '';
    await askForEntitlements(db, person, { division: asked.division, season, dryRun: typed.do !== 'compute' });
    return redirect(subsidyAddress(asked.division, season, 'entitlements'));
  });
}

export default function Entitlements() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <EntitlementsScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
