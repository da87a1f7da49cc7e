import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listViewOf } from '~/domain/coverage/list-view';
import { HOUSEHOLDS_TABLE } from '~/domain/tables/household-tables';
import { columnsShown } from '~/domain/tables/table-view';
import { DayNotShownScreen } from '~/screens/coverage/as-of/day-not-shown-screen';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { ListScreen } from '~/screens/coverage/list-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { dayOfPage, orDayNotShown } from '~/server/http/day-not-shown.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import { readHouseholdList } from '~/server/workflows/facts/read-coverage.server';

export const handle = pageTitle((data) => {
  const trail = (data as { trail?: { name: string }[] } | undefined)?.trail;
  return trail?.[trail.length - 1]?.name ?? '';
});

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now, language } = requestContext();
  const parameters = new URL(request.url).searchParams;
  const query = { division: params.code ?? '', season: parameters.get('season'), asOf: parameters.get('asOf') };
  return orProblem(() => orDayNotShown({ db, person, query, now, language }, shown));

  async function shown() {
    const view = listViewOf(parameters);
    const { list, also, mode, source, town, search, position } = view;
    const found = await readHouseholdList(
      db,
      person,
      {
        ...query,
        list,
        also,
        mode: mode ?? undefined,
        source: source ?? undefined,
        town: town ?? undefined,
        search,
        order: view,
        position,
      },
      now,
    );
    if (found.season === null) return { trail: found.trail, season: null };
    const { trail, seasons, figure, filtered, towns, sortable, households, hasEarlier, hasLater } = found;
    const { remembered, views } = await tableChoices(db, person.accountId, 'households');
    return {
      trail,
      seasons: seasons.map(({ name }) => name),
      season: found.season.name,
      day: dayOfPage(found),
      view: { ...view, columns: columnsShown(HOUSEHOLDS_TABLE, view.columns, remembered) },
      figure,
      filtered,
      towns,
      sortable,
      views,
      households,
      hasEarlier,
      hasLater,
    };
  }
}

export default function ListPage() {
  const data = useLoaderData<typeof loader>();
  if ('notShown' in data) return <DayNotShownScreen {...data} />;
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ListScreen {...data} />;
}
