import { scopeOf } from '~/database/scope.server';
import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { requestContext } from '~/server/http/context.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';

const answer = answerOperation(OPERATIONS.readFacts, ({ person, query }) => {
  const { db, now } = requestContext();
  return readFacts(db, scopeOf(person), query, now);
});

export const loader = answer.loader;
export const action = answer.action;
