import { requestContext } from '~/server/http/context.server';
import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { signInForToken } from '~/server/api/sign-in-token.server';

const answer = answerOperation(OPERATIONS.signIn, async ({ body }) => {
  const { db, limits, address, now, count } = requestContext();
  const { token, expiresAt, person } = await signInForToken(db, limits, { ...body, address }, now);
  count.signIn('ok');
  const { username, name, role, divisions } = person;
  return { token, expiresAt, person: { username, name, role, divisions } };
});

export const loader = answer.loader;
export const action = answer.action;
