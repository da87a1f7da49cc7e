import type { LoaderFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem, WORD } from '~/server/http/respond.server';
import { wordOfEvaluation } from '~/server/workflows/report/read-evaluation.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'report.make');
  const { db, now } = requestContext();
  const asked = new URL(request.url).searchParams;
  const query = { division: params.code ?? '', season: asked.get('season'), asOf: asked.get('asOf') };
  const { fileName, content } = await orProblem(() => wordOfEvaluation(db, person, query, now));
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, WORD) });
}
