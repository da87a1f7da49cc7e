import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { yearIn } from '~/domain/targets/readiness';
import { ReadinessScreen } from '~/screens/clauses/readiness-screen';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readReadiness } from '~/server/workflows/targets/read-readiness.server';

export const handle = pageTitle('targets:page.readiness');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now, asked }) => {
      return readReadiness(db, person, { ...query, year: yearIn(asked) }, now);
    },
    ({ year, years, own, below, marked, leftOver }) => ({ year, years, own, below, marked, leftOver }),
    'coverage.read',
  );
}

export default function ReadinessPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ReadinessScreen {...data} />;
}
