import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageIn } from '~/domain/subsidy/entitlement-list-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ClaimsScreen } from '~/screens/subsidy/claims-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readClaims } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.claims');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readClaims(db, person, { ...query, page: pageIn(asked) }, now),
    ({ shared, lists }, { asked }) => ({ shared, lists, only: asked.get('list'), page: pageIn(asked) }),
  );
}

export default function Claims() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ClaimsScreen {...data} />;
}
