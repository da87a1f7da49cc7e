import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { reducedHouseholdsViewOf } from '~/domain/subsidy/reduced-households-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ReducedHouseholdsScreen } from '~/screens/subsidy/reduced-households-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readReducedHouseholdList } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:losing.page');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readReducedHouseholdList(db, person, { ...query, view: reducedHouseholdsViewOf(asked) }, now),
    ({ coming, households, loss, rows, more }, { asked }) => ({
      view: reducedHouseholdsViewOf(asked),
      coming,
      households,
      loss,
      rows,
      more,
    }),
  );
}

export default function ReducedHouseholdsPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ReducedHouseholdsScreen {...data} />;
}
