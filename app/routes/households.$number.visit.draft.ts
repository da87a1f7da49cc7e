import type { ActionFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readSentVisit } from '~/server/http/sent/visit-form-request.server';
import { saveDraft } from '~/server/workflows/survey/save-draft.server';

/** Stores the draft that the form's scripts send while one types. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.submit');
  const { db, now } = requestContext();
  return orProblem(async () => {
    const sent = await readSentVisit(request);
    return Response.json(
      await saveDraft(db, person, { household: params.number ?? '', season: sent.season, visitId: sent.visit, draft: sent.draft }, now),
    );
  });
}
