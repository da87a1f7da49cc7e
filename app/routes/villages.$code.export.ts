import type { LoaderFunctionArgs } from '@remix-run/node';
import { villageViewOf } from '~/domain/tables/household-tables';
import { words } from '~/i18n/words.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { exportVillage } from '~/server/workflows/households/read-village.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now, language } = requestContext();
  const { fileName, content } = await orProblem(async () => {
    const view = villageViewOf(new URL(request.url).searchParams);
    return exportVillage(db, person, words(language) as never, { code: params.code ?? '', view }, now);
  });
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, XLSX) });
}
