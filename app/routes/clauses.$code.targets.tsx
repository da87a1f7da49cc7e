import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { targetForm, targetRemovalForm } from '~/domain/targets/target-form';
import { clauseAddress } from '~/screens/clauses/addresses';
import { TargetsScreen } from '~/screens/clauses/targets-screen';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readTargets } from '~/server/workflows/targets/read-targets.server';
import { removeTarget, setTarget } from '~/server/workflows/targets/set-target.server';

export const handle = pageTitle('targets:page.targets');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readTargets(db, person, query, now),
    ({ targets, division }, { person, asked }) => ({
      targets,
      mayManage: mayPerson(person, 'targets.manage'),
      editing:
        targets.find(
          (one) => one.division === division.code && one.zoneType === asked.get('zone') && one.indicator === asked.get('indicator'),
        ) ?? null,
      done: (['saved', 'removed'] as const).find((one) => one === asked.get('done')) ?? null,
    }),
    'coverage.read',
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'targets.manage');
  const { db, now } = requestContext();
  const division = params.code ?? '';
  const asked = new URL(request.url).searchParams.get('season');
  const form = await sentForm(request);
  const place = await orProblem(() => readTargets(db, person, { division, season: asked }, now));
  const season = place.season?.name ?? '';
  return actionResult(
    form,
    async (typed) => {
      const removes = form.get('do') === 'remove';
      if (removes) await removeTarget(db, person, { division, season }, parseForm(targetRemovalForm, typed), now);
      else await setTarget(db, person, { division, season }, parseForm(targetForm, typed), now);
      return redirect(clauseAddress(division, season, 'targets', { done: removes ? 'removed' : 'saved' }));
    },
    { 'target.unchanged': 'target' },
  );
}

export default function Targets() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <TargetsScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
