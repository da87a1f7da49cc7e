import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { frozenViewOf } from '~/domain/report/frozen-list';
import { FrozenListScreen } from '~/screens/reports/sign-off/frozen-list-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readFrozenList } from '~/server/workflows/report/read-frozen-list.server';

export const handle = pageTitle('as-of:frozen.sheet');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  const { db } = requestContext();
  return orProblem(async () => {
    const view = frozenViewOf(new URL(request.url).searchParams);
    const { report, ...found } = await readFrozenList(db, person, { id: params.id ?? '', ...view });
    const { id, division, season, version, asOf } = report;
    return { ...found, report: { id, division, season, version, asOf }, list: view.list, page: view.page };
  });
}

export default function FrozenListPage() {
  return <FrozenListScreen {...useLoaderData<typeof loader>()} />;
}
