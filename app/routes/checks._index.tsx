import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { OwnChecksScreen } from '~/screens/quality/own-checks-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { readOwnChecks } from '~/server/workflows/quality/do-check.server';

export const handle = pageTitle('quality:todo.heading');

/** 要我抽查的户, on the web. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'spot-check.do');
  return { checks: await readOwnChecks(requestContext().db, person), done: new URL(request.url).searchParams.has('done') };
}

export default function OwnChecks() {
  return <OwnChecksScreen {...useLoaderData<typeof loader>()} />;
}
