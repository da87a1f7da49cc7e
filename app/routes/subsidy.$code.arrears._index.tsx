import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { arrearsViewOf } from '~/domain/subsidy/arrears-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ArrearsScreen } from '~/screens/subsidy/arrears-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readArrears } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.arrears');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query: { division }, asked, now }) => readArrears(db, person, { division, view: arrearsViewOf(asked) }, now),
    ({ ages, households, divisions, rows, more }, { asked }) => ({
      view: arrearsViewOf(asked),
      own: ages,
      households,
      divisions,
      rows,
      more,
    }),
  );
}

export default function Arrears() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ArrearsScreen {...data} />;
}
