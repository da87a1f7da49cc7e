import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { newHeatSourceForm } from '~/domain/heating/heat-source-form';
import { HEAT_SOURCES_TABLE, heatSourcesViewOf, sourcesListed } from '~/domain/tables/heat-source-table';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { columnsShown } from '~/domain/tables/table-view';
import { HeatSourcesScreen } from '~/screens/heat-sources/heat-sources-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import { registerHeatSource } from '~/server/workflows/targets/keep-heat-source.server';
import { placesForSources, readHeatSources } from '~/server/workflows/targets/read-heat-sources.server';

export const handle = pageTitle('common:item.heatSources');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now } = requestContext();
  const parameters = new URL(request.url).searchParams;
  return orProblem(async () => {
    const view = heatSourcesViewOf(parameters);
    const { seasons, season, division, sources } = await readHeatSources(db, person, view, now);
    const listed = sourcesListed(sources, view);
    const { remembered, views } = await tableChoices(db, person.accountId, 'sources');
    const first = (view.page - 1) * ROWS_A_PAGE;
    return {
      division,
      seasons: seasons.map(({ name }) => name),
      season: season.name,
      view: { ...view, columns: columnsShown(HEAT_SOURCES_TABLE, view.columns, remembered) },
      views,
      count: listed.length,
      sources: listed.slice(first, first + ROWS_A_PAGE),
      more: listed.length > first + ROWS_A_PAGE,
      places: await placesForSources(db, person),
      added: parameters.get('added') === '1',
    };
  });
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'heat-sources.manage');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      await registerHeatSource(db, person, parseForm(newHeatSourceForm, typed), now);
      return redirect('/heat-sources?added=1');
    },
    { 'heat-source.number-taken': 'number', 'division.unknown': 'division' },
  );
}

export default function HeatSources() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  return <HeatSourcesScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
