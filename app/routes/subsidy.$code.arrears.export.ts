import type { LoaderFunctionArgs } from '@remix-run/node';
import { arrearsViewOf } from '~/domain/subsidy/arrears-view';
import { words } from '~/i18n/words.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { exportArrears } from '~/server/workflows/subsidy/export-lists.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now, language } = requestContext();
  const { fileName, content } = await orProblem(async () => {
    const view = arrearsViewOf(new URL(request.url).searchParams);
    return exportArrears(db, person, words(language) as never, { division: params.code ?? '', view }, now);
  });
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, XLSX) });
}
