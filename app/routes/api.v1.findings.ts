import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { requestContext } from '~/server/http/context.server';
import { findingsForProgram } from '~/server/workflows/findings/findings-for-program.server';

const answer = answerOperation(OPERATIONS.listFindings, ({ person, query }) => {
  const { db, now } = requestContext();
  return findingsForProgram(db, person, query, now);
});

export const loader = answer.loader;
export const action = answer.action;
