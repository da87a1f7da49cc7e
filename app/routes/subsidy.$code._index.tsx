import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { DayNotShownScreen } from '~/screens/coverage/as-of/day-not-shown-screen';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { SubsidyOverviewScreen } from '~/screens/subsidy/overview-screen';
import { dayOfPage } from '~/server/http/day-not-shown.server';
import { loadSubsidyPageOnDay } from '~/server/http/subsidy-place.server';
import { readSubsidyOverview } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:begin');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPageOnDay(
    args,
    ({ db, person, query, now }) => readSubsidyOverview(db, person, query, now),
    (found, { person }) => ({
      day: dayOfPage(found),
      own: found.own,
      before: found.before,
      divisionsBelow: found.divisionsBelow,
      kinds: found.kinds,
      funds: found.funds,
      overpaid: found.overpaid,
      inArrears: found.inArrears,
      may: { policies: mayPerson(person, 'policies.manage'), compute: mayPerson(person, 'entitlements.compute') },
    }),
  );
}

export default function SubsidyOverview() {
  const data = useLoaderData<typeof loader>();
  if ('notShown' in data) return <DayNotShownScreen {...data} />;
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <SubsidyOverviewScreen {...data} />;
}
