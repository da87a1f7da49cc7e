import type { LoaderFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem, WORD } from '~/server/http/respond.server';
import { wordOfVillageSheets } from '~/server/workflows/report/village-sheets.server';

/** The sheets of one village, or of all below a township or county. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now } = requestContext();
  const season = new URL(request.url).searchParams.get('season');
  const { fileName, content } = await orProblem(() => wordOfVillageSheets(db, person, { division: params.code ?? '', season }, now));
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, WORD) });
}
