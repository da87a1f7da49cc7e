/**
 * Every expected refusal has a stable code here and its sentence in app/i18n/{zh-CN,en}/problems.json (a test holds the
 * two together). Codes are never reused. Bugs throw; refusals are `Refusal`s and become a sentence at the edge.
 */
export const PROBLEM_CODES = [
  'access.not-allowed',
  'access.out-of-scope',
  'division.unknown',
  'season.unknown',
  'season.closed',
  'season.not-closed',
  'household.unknown',
  'household.changed-meanwhile',
  'visit.unknown',
  'visit.id-taken',
  'visit.locked',
  'visit.not-submitted',
  'visit.not-approved',
  'visit.in-future',
  'visit.incomplete',
  'visit.outdated',
  'review.remark-missing',
  'reason.missing',
  'day.not-a-day',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];
export type ProblemDetails = Record<string, string | number>;
export type Problem = { code: ProblemCode; details?: ProblemDetails };

export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

export function refuse(code: ProblemCode, details?: ProblemDetails): never {
  throw new Refusal({ code, details });
}
