import type { ActionFunctionArgs } from '@remix-run/node';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readSentVisit } from '~/server/http/sent/visit-form-request.server';
import { answerToCheck } from '~/server/http/visit-answer.server';

/** Takes the spot check that the form's scripts send. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'spot-check.do');
  return orProblem(async () => Response.json(await answerToCheck(person, params.id ?? '', await readSentVisit(request))));
}
