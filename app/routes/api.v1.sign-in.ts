import { Refusal } from '~/domain/problems';
import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { signInForToken } from '~/server/api/sign-in-token.server';
import { requestContext } from '~/server/http/context.server';
import { outcomeOf } from '~/server/http/person.server';

const answer = answerOperation(OPERATIONS.signIn, async ({ body }) => {
  const { db, limits, address, now, count } = requestContext();
  try {
    const { token, expiresAt, person } = await signInForToken(db, limits, { ...body, address }, now);
    count.signIn('ok');
    const { username, name, role, divisions } = person;
    return { token, expiresAt, person: { username, name, role, divisions } };
  } catch (error) {
    if (error instanceof Refusal) count.signIn(outcomeOf(error.problem.code));
    throw error;
  }
});

export const loader = answer.loader;
export const action = answer.action;
