import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ReburningScreen } from '~/screens/subsidy/reburning-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { subsidyPlace } from '~/server/http/subsidy-place.server';
import { readReburning } from '~/server/workflows/read-subsidy.server';

export const handle = pageTitle('subsidy:page.reburning');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now } = requestContext();
  return orProblem(async () => {
    const found = await readReburning(db, person, { division: params['code'] ?? '', season: new URL(request.url).searchParams.get('season') }, now);
    return found.season === null ? { trail: found.trail, season: null } : { ...subsidyPlace(found), rows: found.rows };
  });
}

export default function Reburning() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ReburningScreen {...data} />;
}
