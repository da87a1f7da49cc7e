import { orProblemJson } from '~/server/api/answer.server';
import { ApiRefusal } from '~/server/api/problem-json.server';

const answer = (): Promise<Response> =>
  orProblemJson(async () => {
    throw new ApiRefusal({ code: 'api.no-such-address' });
  });

export const loader = answer;
export const action = answer;
