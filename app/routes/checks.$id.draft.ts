import type { ActionFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readSentVisit } from '~/server/http/sent/visit-form-request.server';
import { saveCheckDraft } from '~/server/workflows/quality/do-check.server';

/** Stores the draft of a spot check that the form's scripts send while one types. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'spot-check.do');
  const { db, now } = requestContext();
  return orProblem(async () => Response.json(await saveCheckDraft(db, person, params.id ?? '', (await readSentVisit(request)).draft, now)));
}
