import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { linesViewOf } from '~/domain/subsidy/lines-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { LinesScreen } from '~/screens/subsidy/lines-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readSubsidyLines } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:lines.page');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, ask, asked, now }) => readSubsidyLines(db, person, { ...ask, view: linesViewOf(asked) }, now),
    ({ sum, rows, more }, { asked }) => ({ view: linesViewOf(asked), sum, rows, more }),
  );
}

export default function LinesPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <LinesScreen {...data} />;
}
