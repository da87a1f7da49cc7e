import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { heatSourceForm } from '~/domain/heating/heat-source-form';
import { seenHeatSource } from '~/domain/heating/heat-source-seen';
import { HeatSourceScreen } from '~/screens/heat-sources/heat-source-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { changeHeatSource } from '~/server/workflows/targets/keep-heat-source.server';
import { placesForSources, readHeatSource } from '~/server/workflows/targets/read-heat-sources.server';

export const handle = pageTitle((data) => (data as { source?: { name: string } } | undefined)?.source?.name ?? '');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now } = requestContext();
  const parameters = new URL(request.url).searchParams;
  return orProblem(async () => {
    const found = await readHeatSource(db, person, { number: params.number ?? '', season: parameters.get('season') }, now);
    const { source } = found;
    return {
      division: found.division,
      seasons: found.seasons.map(({ name }) => name),
      season: found.season.name,
      source,
      villages: found.villages,
      places: source.own ? await placesForSources(db, person) : null,
      seen: seenHeatSource({ ...source, division_code: source.division, tonnes_per_hour: source.tonnes }),
      changed: parameters.get('changed') === '1',
    };
  });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'heat-sources.manage');
  const { db, now } = requestContext();
  const number = params.number ?? '';
  const form = await sentForm(request);
  await orProblem(() => readHeatSource(db, person, { number, season: null }, now));
  return actionResult(
    form,
    async (typed) => {
      await changeHeatSource(db, person, number, parseForm(heatSourceForm, typed), now);
      return redirect(`/heat-sources/${encodeURIComponent(number)}?changed=1`);
    },
    { 'division.unknown': 'division' },
  );
}

export default function HeatSource() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  return <HeatSourceScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
