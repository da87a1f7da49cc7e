import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { entitlementListViewOf } from '~/domain/subsidy/entitlement-list-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { EntitlementListScreen } from '~/screens/subsidy/entitlement-list-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readEntitlementList } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:lines.page');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readEntitlementList(db, person, { ...query, view: entitlementListViewOf(asked) }, now),
    ({ sum, rows, more }, { asked }) => ({ view: entitlementListViewOf(asked), sum, rows, more }),
  );
}

export default function EntitlementListPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <EntitlementListScreen {...data} />;
}
