import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { WaitingChangesScreen } from '~/screens/households/ledger/waiting-changes-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readWaitingChanges } from '~/server/workflows/households/waiting-changes.server';

export const handle = pageTitle('ledger:list.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'roster.confirm');
  const parameters = new URL(request.url).searchParams;
  const division = parameters.get('code') ?? person.divisions[0];
  if (division === undefined) throw redirect('/waiting');
  const page = Math.max(1, Math.trunc(Number(parameters.get('page') ?? '1')) || 1);
  return orProblem(async () => ({ page, ...(await readWaitingChanges(requestContext().db, person, { division, page })) }));
}

export default function WaitingChangesPage() {
  return <WaitingChangesScreen {...useLoaderData<typeof loader>()} />;
}
