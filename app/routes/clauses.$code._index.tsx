import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ClausesScreen } from '~/screens/clauses/clauses-screen';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readClauses } from '~/server/workflows/targets/read-clauses.server';

export const handle = pageTitle('targets:page.clauses');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readClauses(db, person, query, now),
    ({ clauses, pace, notVisited, targets, villages, leftOver, year, readiness, inZones, heatSources }) => ({
      clauses,
      pace,
      notVisited,
      targets,
      villages,
      leftOver,
      year,
      readiness,
      inZones,
      heatSources,
    }),
    'coverage.read',
  );
}

export default function Clauses() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ClausesScreen {...data} />;
}
