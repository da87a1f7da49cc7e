import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { villagesOf } from '~/database/households/villages.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonShown } from '~/domain/time/current-season';
import { NoSeasonScreen } from '~/screens/households/no-season-screen';
import { VillagesScreen } from '~/screens/households/villages-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';

export const handle = pageTitle('households:villages.heading');

/** The person's villages. A person with only one goes straight to it. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, now } = requestContext();
  const url = new URL(request.url);
  const search = (url.searchParams.get('q') ?? '').trim().slice(0, 50);
  const after = url.searchParams.get('after') ?? '';
  return withSql(db, async (sql) => {
    const seasons = await seasonsNewestFirst(sql);
    const season = seasonShown(seasons, url.searchParams.get('season'), dayInShanghai(now));
    if (season === null) return null;
    const { villages, next } = await villagesOf(sql, scopeOf(person), { season, accountId: person.accountId, after, search });
    const [only] = villages;
    if (person.role === 'cadre' && only && villages.length === 1 && search === '' && after === '') throw redirect(`/villages/${only.code}`);
    return { season, seasons: seasons.map((one) => one.name), villages, search, next };
  });
}

export default function Villages() {
  const data = useLoaderData<typeof loader>();
  return data ? <VillagesScreen {...data} /> : <NoSeasonScreen />;
}
