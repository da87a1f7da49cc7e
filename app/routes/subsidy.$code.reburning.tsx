import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ReburningScreen } from '~/screens/subsidy/reburning-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readReburning } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.reburning');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readReburning(db, person, query, now),
    ({ rows }) => ({ rows }),
  );
}

export default function Reburning() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ReburningScreen {...data} />;
}
