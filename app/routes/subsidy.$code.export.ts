import type { LoaderFunctionArgs } from '@remix-run/node';
import { words } from '~/i18n/words.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { exportSubsidyOverview } from '~/server/workflows/subsidy/export-subsidy.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  const query = { division: params.code ?? '', season: asked.get('season'), asOf: asked.get('asOf') };
  const { fileName, content } = await orProblem(() => exportSubsidyOverview(db, person, words(language) as never, query, now));
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, XLSX) });
}
