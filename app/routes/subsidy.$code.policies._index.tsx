import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { PoliciesScreen } from '~/screens/subsidy/policies-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { subsidyPlace } from '~/server/http/subsidy-place.server';
import { readPolicies } from '~/server/workflows/read-subsidy.server';

export const handle = pageTitle('subsidy:page.policies');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now } = requestContext();
  const asked = new URL(request.url).searchParams;
  return orProblem(async () => {
    const found = await readPolicies(db, person, { division: params['code'] ?? '', season: asked.get('season') }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    const { policies } = found;
    const mayManage = mayPerson(person, 'policies.manage') && found.season.closedOn === null;
    return { ...subsidyPlace(found), policies, mayManage, done: policies.find(({ policy }) => policy.policy === asked.get('done'))?.policy.policy ?? null };
  });
}

export default function Policies() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <PoliciesScreen {...data} />;
}
