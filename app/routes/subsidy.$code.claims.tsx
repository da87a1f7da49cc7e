import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ClaimsScreen } from '~/screens/subsidy/claims-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { subsidyPlace } from '~/server/http/subsidy-place.server';
import { readClaims } from '~/server/workflows/read-subsidy.server';

export const handle = pageTitle('subsidy:page.claims');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now } = requestContext();
  return orProblem(async () => {
    const found = await readClaims(db, person, { division: params['code'] ?? '', season: new URL(request.url).searchParams.get('season') }, now);
    return found.season === null ? { trail: found.trail, season: null } : { ...subsidyPlace(found), shared: found.shared, lists: found.lists };
  });
}

export default function Claims() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ClaimsScreen {...data} />;
}
