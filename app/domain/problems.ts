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
  'workbook.empty-file',
  'workbook.too-large',
  'workbook.other-format',
  'workbook.encrypted',
  'workbook.not-a-workbook',
  'workbook.truncated',
  'workbook.damaged',
  'workbook.too-many-parts',
  'workbook.expands-too-much',
  'workbook.doctype',
  'workbook.cell-too-long',
  'workbook.cell-too-long-at',
  'workbook.too-many-rows',
  'workbook.too-many-texts',
  'workbook.sheet-not-yet',
  'workbook.sheet-twice',
  'workbook.missing-columns',
  'workbook.repeated-columns',
  'workbook.no-known-sheet',
  'database.platform',
  'database.user-without-name',
  'database.no-binaries',
  'database.binaries-do-not-run',
  'database.data-dir-unusable',
  'database.data-dir-unreachable',
  'database.cluster-not-made',
  'database.did-not-start',
  'database.other-version',
  'database.other-user',
  'database.not-postgresql',
  'database.unreachable',
  'database.not-migrated',
  'database.newer-than-program',
  'settings.missing',
  'settings.too-weak',
  'settings.not-understood',
  'settings.key-unknown',
  'settings.sealed-damaged',
  'account.username-malformed',
  'account.name-missing',
  'account.role-unknown',
  'account.divisions-missing',
  'account.nothing-to-change',
  'draft.not-a-form',
  'household.head-missing',
  'household.head-too-long',
  'household.door-missing',
  'household.door-too-long',
  'household.residence-missing',
  'household.phone-malformed',
  'household.same-head',
  'household.no-phone',
  'reason.too-long',
  'visit.nobody-today',
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
