import { type Problem, type ProblemCode, Refusal } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { requestContext } from '~/server/http/context.server';
import { statusOf } from '~/server/http/respond.server';

const STATUS: Partial<Record<ProblemCode, number>> = {
  'api.not-understood': 400,
  'api.not-json': 400,
  'api.other-type': 415,
  'api.too-large': 413,
  'api.sign-in-needed': 401,
  'api.too-many-requests': 429,
  'api.no-such-address': 404,
  'api.other-method': 405,
  'api.went-wrong': 500,
  'sign-in.wrong': 401,
  'second-factor.code-needed': 401,
  'second-factor.code-wrong': 401,
  'second-factor.code-used': 401,
  'second-factor.too-many': 429,
  'second-factor.set-up-first': 403,
  'sign-in.locked': 429,
  'sign-in.too-many-from-address': 429,
  'api.password-first': 403,
};

/** A refusal with what a program needs besides the sentence: the place in the request, and headers. */
export class ApiRefusal extends Refusal {
  constructor(
    problem: Problem,
    readonly more: { detail?: string; headers?: Record<string, string> } = {},
  ) {
    super(problem);
  }
}

export function sentences(problem: Problem): { title: string; title_en: string } {
  return { title: sentenceOf('zh-CN', problem), title_en: sentenceOf('en', problem) };
}

function statusOfApiProblem(problem: Problem): number {
  return STATUS[problem.code] ?? statusOf(problem);
}

/** The problem is written in both languages, because a program has none and people read its log. */
export function problemBody(problem: Problem, requestId: string, detail?: string): ProblemBody {
  return {
    type: 'about:blank',
    status: statusOfApiProblem(problem),
    code: problem.code,
    ...sentences(problem),
    ...(detail && { detail }),
    requestId,
  };
}
type ProblemBody = {
  type: 'about:blank';
  status: number;
  code: ProblemCode;
  title: string;
  title_en: string;
  detail?: string;
  requestId: string;
};

export const PROBLEM_TYPE = 'application/problem+json';

export function problemAnswer(refusal: Refusal): Response {
  const { problem } = refusal;
  const more = refusal instanceof ApiRefusal ? refusal.more : {};
  const body = problemBody(problem, requestContext().requestId, more.detail);
  const minutes = problem.details?.minutes;
  return Response.json(body, {
    status: body.status,
    headers: {
      'Content-Type': PROBLEM_TYPE,
      'Cache-Control': 'no-store',
      ...(body.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(body.status === 429 && typeof minutes === 'number' && { 'Retry-After': String(minutes * 60) }),
      ...more.headers,
    },
  });
}
