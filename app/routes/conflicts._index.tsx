import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ConflictsScreen } from '~/screens/conflicts/conflicts-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { database } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { listHouseholdsToDecide } from '~/server/workflows/households/decide-household.server';
import { listConflicts } from '~/server/workflows/phones/decide-conflict.server';

export const handle = pageTitle('sync:conflicts.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  const conflicts = await listConflicts(database(), person);
  const households = await listHouseholdsToDecide(database(), person);
  return {
    households,
    conflicts: conflicts.map(({ id, household, head, village, fields, by, receivedAt }) => ({
      id,
      household,
      head,
      village,
      fields,
      by,
      receivedAt,
    })),
    done: new URL(request.url).searchParams.has('done'),
  };
}

export default function Conflicts() {
  return <ConflictsScreen {...useLoaderData<typeof loader>()} />;
}
