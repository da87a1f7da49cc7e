import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ZonesScreen } from '~/screens/subsidy/zones-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readNoCoalZones } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.zones');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readNoCoalZones(db, person, query, now),
    ({ zones, villages }) => ({ zones, villages }),
  );
}

export default function Zones() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ZonesScreen {...data} />;
}
