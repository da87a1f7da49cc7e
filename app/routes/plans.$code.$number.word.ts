import type { LoaderFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem, WORD } from '~/server/http/respond.server';
import { wordOfPlan } from '~/server/workflows/plans/export-plan.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'plans.read');
  const { db } = requestContext();
  const { fileName, content } = await orProblem(() => wordOfPlan(db, person, params.number ?? ''));
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, WORD) });
}
