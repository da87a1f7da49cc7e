import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { losingViewOf } from '~/domain/subsidy/losing-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { LosingScreen } from '~/screens/subsidy/losing-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readSubsidyLosing } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:losing.page');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, ask, asked, now }) => readSubsidyLosing(db, person, { ...ask, view: losingViewOf(asked) }, now),
    ({ coming, households, loss, rows, more }, { asked }) => ({ view: losingViewOf(asked), coming, households, loss, rows, more }),
  );
}

export default function LosingPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <LosingScreen {...data} />;
}
