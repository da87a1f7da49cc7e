import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BeginScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { whereCoverageBegins } from '~/server/workflows/facts/read-coverage.server';

export const handle = pageTitle('sign-off:begin');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  const divisions = await whereCoverageBegins(requestContext().db, person);
  if (divisions.length === 1) throw redirect(`/sign-off/${divisions[0]!.code}`);
  return { divisions };
}

export default function SignOffBegin() {
  return <BeginScreen divisions={useLoaderData<typeof loader>().divisions} to="/sign-off/" />;
}
