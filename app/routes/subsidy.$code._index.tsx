import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { SubsidyOverviewScreen } from '~/screens/subsidy/overview-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { subsidyPlace } from '~/server/http/subsidy-place.server';
import { readSubsidyOverview } from '~/server/workflows/read-subsidy.server';

export const handle = pageTitle('subsidy:begin');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now } = requestContext();
  return orProblem(async () => {
    const found = await readSubsidyOverview(db, person, { division: params['code'] ?? '', season: new URL(request.url).searchParams.get('season') }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    const { own, before, children, kinds, funds, overpaid } = found;
    return { ...subsidyPlace(found), own, before, children, kinds, funds, overpaid, may: { policies: mayPerson(person, 'policies.manage'), compute: mayPerson(person, 'entitlements.compute') } };
  });
}

export default function SubsidyOverview() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <SubsidyOverviewScreen {...data} />;
}
