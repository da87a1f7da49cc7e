import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { readHousehold } from '~/server/api/read-household.server';
import { requestContext } from '~/server/http/context.server';

const answer = answerOperation(OPERATIONS.readHousehold, ({ person, path }) => readHousehold(requestContext().db, person, path.number));

export const loader = answer.loader;
export const action = answer.action;
