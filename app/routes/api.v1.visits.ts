import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { submitVisits } from '~/server/api/submit-visits.server';
import { requestContext } from '~/server/http/context.server';

const answer = answerOperation(OPERATIONS.submitVisits, async ({ person, body }) => {
  const { db, now, log } = requestContext();
  return { receipts: await submitVisits(db, person, body.visits, now, log) };
});

export const loader = answer.loader;
export const action = answer.action;
