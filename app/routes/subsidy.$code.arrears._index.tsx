import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { arrearsViewOf } from '~/domain/subsidy/arrears-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ArrearsScreen } from '~/screens/subsidy/arrears-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { subsidyPlace } from '~/server/http/subsidy-place.server';
import { readArrears } from '~/server/workflows/read-subsidy.server';

export const handle = pageTitle('subsidy:page.arrears');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now } = requestContext();
  const view = arrearsViewOf(new URL(request.url).searchParams);
  return orProblem(async () => {
    const found = await readArrears(db, person, { division: params['code'] ?? '', view }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    const { ages, divisions, rows, more } = found;
    return { ...subsidyPlace(found), view, own: ages, divisions, rows, more };
  });
}

export default function Arrears() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ArrearsScreen {...data} />;
}
