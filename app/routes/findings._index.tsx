import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BeginScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { whereCoverageBegins } from '~/server/workflows/facts/read-coverage.server';

export const handle = pageTitle('findings-desk:heading');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'finding.read');
  const divisions = await whereCoverageBegins(requestContext().db, person);
  if (divisions.length === 1) throw redirect(`/findings/${divisions[0]!.code}`);
  return { divisions };
}

export default function FindingsBegin() {
  return <BeginScreen divisions={useLoaderData<typeof loader>().divisions} to="/findings/" />;
}
