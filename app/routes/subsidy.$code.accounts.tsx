import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageIn } from '~/domain/subsidy/entitlement-list-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { WithoutAccountScreen } from '~/screens/subsidy/payments/without-account-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readWithoutAccount } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.payments');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readWithoutAccount(db, person, { ...query, page: pageIn(asked) }, now),
    ({ rows, more, households, amount }, { asked }) => ({ rows, more, households, amount, page: pageIn(asked) }),
  );
}

export default function WithoutAccountPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <WithoutAccountScreen {...data} />;
}
