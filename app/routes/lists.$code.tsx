import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listViewOf } from '~/domain/coverage/list-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { ListScreen } from '~/screens/coverage/list-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readHouseholdList } from '~/server/workflows/facts/read-coverage.server';

export const handle = pageTitle((data) => {
  const trail = (data as { trail?: { name: string }[] } | undefined)?.trail;
  return trail?.[trail.length - 1]?.name ?? '';
});

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now } = requestContext();
  const { season, list, also, mode, search, position } = listViewOf(new URL(request.url).searchParams);
  return orProblem(async () => {
    const found = await readHouseholdList(
      db,
      person,
      { division: params.code ?? '', season, list, also: also ?? undefined, mode: mode ?? undefined, search, position },
      now,
    );
    if (found.season === null) return { trail: found.trail, season: null };
    const { trail, seasons, asOf, figure, filtered, households, hasEarlier, hasLater } = found;
    return {
      trail,
      seasons: seasons.map(({ name }) => name),
      season: found.season.name,
      asOf,
      closed: found.season.closedOn !== null,
      list,
      also,
      search,
      mode,
      figure,
      filtered,
      households,
      hasEarlier,
      hasLater,
    };
  });
}

export default function ListPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ListScreen {...data} />;
}
