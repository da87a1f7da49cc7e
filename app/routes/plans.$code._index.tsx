import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { planListIn } from '~/domain/plans/plan-list';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { PlansScreen } from '~/screens/plans/plans-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readPlanList } from '~/server/workflows/plans/read-plans.server';

export const handle = pageTitle('plans:title');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readPlanList(db, person, { ...query, ...planListIn(asked) }, now),
    ({ limits, show, page, more, counts, villages, plans, mayWrite }) => ({ limits, show, page, more, counts, villages, plans, mayWrite }),
    'plans.read',
  );
}

export default function Plans() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <PlansScreen {...data} />;
}
