import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { LabelsScreen } from '~/screens/households/labels/labels-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readLabels } from '~/server/workflows/households/read-labels.server';

export const handle = pageTitle('evaluation:labels.heading');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const asked = Number(new URL(request.url).searchParams.get('page') ?? 1);
  const page = Number.isSafeInteger(asked) && asked > 0 ? asked : 1;
  return orProblem(() => readLabels(requestContext().db, person, { village: params.code ?? '', page }));
}

export default function Labels() {
  return <LabelsScreen {...useLoaderData<typeof loader>()} />;
}
