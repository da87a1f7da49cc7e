import type { ActionFunctionArgs } from '@remix-run/node';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readSentVisit } from '~/server/http/sent/visit-form-request.server';
import { answerToSubmission } from '~/server/http/visit-answer.server';

/** Takes the visit that the form's scripts send. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.submit');
  return orProblem(async () => Response.json(await answerToSubmission(person, params.number ?? '', await readSentVisit(request))));
}
