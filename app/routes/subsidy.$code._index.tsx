import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { SubsidyOverviewScreen } from '~/screens/subsidy/overview-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readSubsidyOverview } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:begin');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readSubsidyOverview(db, person, query, now),
    ({ own, before, divisionsBelow, kinds, funds, overpaid, inArrears }, { person }) => ({
      own,
      before,
      divisionsBelow,
      kinds,
      funds,
      overpaid,
      inArrears,
      may: { policies: mayPerson(person, 'policies.manage'), compute: mayPerson(person, 'entitlements.compute') },
    }),
  );
}

export default function SubsidyOverview() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <SubsidyOverviewScreen {...data} />;
}
