import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { CLAIMS_TABLE, claimsViewOf } from '~/domain/tables/subsidy-tables';
import { columnsShown } from '~/domain/tables/table-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ClaimsScreen } from '~/screens/subsidy/claims-screen';
import { ClaimsTableScreen } from '~/screens/subsidy/claims-table-screen';
import type { SubsidyPlace } from '~/screens/subsidy/subsidy-page';
import { loadSubsidyPage, type SubsidyRequest } from '~/server/http/subsidy-place.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import type { CoveragePlace, NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';
import { readClaims, readClaimTable } from '~/server/workflows/subsidy/read-claims.server';

export const handle = pageTitle('subsidy:page.claims');

type Found = Exclude<Awaited<ReturnType<typeof readClaims>>, { season: null }>;
type Shown =
  | ({ shows: 'all' } & Pick<Found, 'lists'>)
  | ({ shows: 'one' } & Omit<Parameters<typeof ClaimsTableScreen>[0], keyof SubsidyPlace>);

/** All lists with their first rows, or with `list` one of them as a table. */
export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(args, shownOf, ({ shown }) => ({ shown }));
}

async function shownOf({ db, person, query, asked, now }: SubsidyRequest): Promise<NoSeasonYet | (CoveragePlace & { shown: Shown })> {
  const view = claimsViewOf(asked);
  const { only } = view;
  if (only === null) {
    const found = await readClaims(db, person, query, now);
    return found.season === null ? found : { ...found, shown: { shows: 'all', lists: found.lists } };
  }
  const found = await readClaimTable(db, person, { ...query, only, view, page: view.page }, now);
  if (found.season === null) return found;
  const { remembered, views } = await tableChoices(db, person.accountId, 'claims');
  const { table, count, more, towns } = found;
  const columns = columnsShown(CLAIMS_TABLE, view.columns, remembered);
  return { ...found, shown: { shows: 'one', view: { ...view, only, columns }, views, table, count, more, towns } };
}

export default function Claims() {
  const data = useLoaderData<typeof loader>();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  const { shown, ...place } = data;
  return shown.shows === 'all' ? <ClaimsScreen {...place} {...shown} /> : <ClaimsTableScreen {...place} {...shown} />;
}
