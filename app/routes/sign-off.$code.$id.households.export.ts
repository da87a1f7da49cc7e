import type { LoaderFunctionArgs } from '@remix-run/node';
import { frozenViewOf } from '~/domain/report/frozen-list';
import { words } from '~/i18n/words.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { exportFrozenList } from '~/server/workflows/report/read-frozen-list.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  const { db, now, language } = requestContext();
  const { fileName, content } = await orProblem(() => {
    const { at, list } = frozenViewOf(new URL(request.url).searchParams);
    return exportFrozenList(db, person, words(language) as never, { id: params.id ?? '', at, list }, now);
  });
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, XLSX) });
}
