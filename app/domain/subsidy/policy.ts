import { z } from 'zod';
import { type EnumName, type Hardship, keyOf, keysOf, type Mode, type PolicyKind, type PolicyUnit } from '../contract/enumerations';
import type { ProblemCode, ProblemDetails } from '../problems';
import { type CalendarDay, isCalendarDay } from '../time/calendar-day';
import { isSeasonName, type SeasonName } from '../time/heating-season';
import { type Fen, RATE_PLACES, scaled, type UnitRate } from './exact-decimal';
import { parseShares, percentOfShares, type Share, sharesOfIssuer } from './shares';
import { parseTiers, type Tier } from './tiers';

/** 独立 pays on its own base. 余额 pays on what the independent policies of the same kind left of the cost. */
type Basis = 'independent' | 'remainder';

/**
 * 补贴政策 (docs/definitions.md#policy): what a document promises, after the sheet 补贴政策 of app/domain/contract/import.json. No rate
 * is built in; a policy is data with a document number. Either `rate` or `tiers` is set. Empty `modes` are all clean ones (all for kind
 * 用煤), empty `target` is everybody.
 */
export type Policy = {
  policy: string;
  document: string;
  issuer: string | null;
  division: string;
  season: SeasonName;
  kind: PolicyKind;
  modes: readonly Mode[];
  unit: PolicyUnit;
  rate: UnitRate | null;
  tiers: readonly Tier[] | null;
  cap: Fen | null;
  shares: readonly Share[];
  target: readonly Hardship[];
  exclusiveGroup: string | null;
  basis: Basis;
  validFrom: CalendarDay | null;
  validTo: CalendarDay | null;
  dueOn: CalendarDay;
  supersedes: string | null;
};

const blank = (value: unknown) => value === null || value === undefined || value === '';
const code = (problem: ProblemCode): ProblemCode => problem;

function text(missing: ProblemCode, most: number, tooLong: ProblemCode = 'policy.text-too-long') {
  return z.string({ error: missing }).trim().min(1, missing).max(most, tooLong);
}
function optionalText(most: number, tooLong: ProblemCode = 'policy.text-too-long') {
  return z.preprocess((value) => (blank(value) ? null : value), z.string().trim().max(most, tooLong).nullable());
}
/** A key of the code list, or its Chinese label. */
function choice<N extends EnumName>(name: N, problem: ProblemCode) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? (keyOf(name, value) ?? value) : value),
    z.enum(keysOf(name), { error: problem }),
  );
}
function choices<N extends EnumName>(name: N, problem: ProblemCode) {
  return z
    .preprocess((value) => (blank(value) ? [] : Array.isArray(value) ? value : [value]), z.array(choice(name, problem)))
    .transform((keys) => keysOf(name).filter((key) => keys.includes(key)));
}
function optionalDay(problem: ProblemCode) {
  return z.preprocess((value) => (blank(value) ? null : value), z.string().trim().refine(isCalendarDay, problem).nullable());
}
/** Text in 元 (a form) or whole 分 (a workbook). */
const optionalMoney = z
  .union([z.number().int().nonnegative(), z.string(), z.null()])
  .optional()
  .transform((value, context): Fen | null => {
    if (blank(value)) return null;
    const fen = typeof value === 'number' ? value : scaled(value!, 2);
    if (fen !== undefined) return fen;
    context.addIssue({ code: 'custom', message: code('policy.cap-malformed') });
    return z.NEVER;
  });

/** The columns of 补贴政策, each by itself. */
const FIELDS = {
  policy: text('policy.number-missing', 60, 'policy.number-too-long'),
  document: text('policy.document-missing', 200, 'policy.document-too-long'),
  issuer: optionalText(100, 'policy.issuer-too-long'),
  division: text('policy.division-missing', 12),
  season: z
    .string({ error: code('policy.season-wrong') })
    .trim()
    .refine(isSeasonName, code('policy.season-wrong')),
  kind: choice('policyKind', 'policy.kind-missing'),
  modes: choices('mode', 'policy.mode-unknown'),
  unit: choice('policyUnit', 'policy.unit-missing'),
  rate: optionalText(20),
  tiers: optionalText(500),
  cap: optionalMoney,
  shares: optionalText(200),
  target: choices('hardship', 'policy.target-unknown'),
  exclusiveGroup: optionalText(60, 'policy.group-too-long'),
  basis: z.preprocess(
    (value) => (blank(value) ? 'independent' : value === '独立' ? 'independent' : value === '余额' ? 'remainder' : value),
    z.enum(['independent', 'remainder'], { error: code('policy.basis-unknown') }),
  ),
  validFrom: optionalDay('policy.day-malformed'),
  validTo: optionalDay('policy.day-malformed'),
  dueOn: z
    .string({ error: code('policy.due-missing') })
    .trim()
    .refine(isCalendarDay, code('policy.due-missing')),
  supersedes: optionalText(60),
};
type Fields = { [Key in keyof typeof FIELDS]: z.output<(typeof FIELDS)[Key]> };
type Issue = (path: keyof Policy, message: ProblemCode, details?: ProblemDetails) => void;

/**
 * A row of 补贴政策 or the form of a policy: keys of the contract, text as typed. Messages are problem codes. All faults are
 * reported at once: the terms are checked as far as they could be read, whatever is wrong elsewhere.
 */
export const policySchema = z.record(z.string(), z.unknown()).transform((typed, context): Policy => {
  let faults = 0;
  const issueAt = (path: PropertyKey[], message: string, params?: ProblemDetails) => {
    faults += 1;
    context.addIssue({ code: 'custom', path, message, params });
  };
  const read: Partial<Fields> = {};
  for (const [key, field] of Object.entries(FIELDS)) {
    const value = field.safeParse(typed[key]);
    if (value.success) Object.assign(read, { [key]: value.data });
    else for (const issue of value.error.issues) issueAt([key, ...issue.path], issue.message);
  }
  const terms = termsOf(read, (path, message, details) => issueAt([path], message, details));
  return faults === 0 ? { ...(read as Fields), ...terms } : z.NEVER;
});

/** A price below 0, with any of the signs that stand for minus; as the rate, and as that of a tier. */
const NEGATIVE = /^\s*[-−－–]\s*\d/;
const NEGATIVE_TIER = /[:：]\s*([-−－–]\s*\d[\d.]*)/;

/** The terms of a policy (rate or tiers, and shares): parsed, and checked against each other as far as they could be read. */
function termsOf(read: Partial<Fields>, issue: Issue): Pick<Policy, 'rate' | 'tiers' | 'shares'> {
  let rate: UnitRate | null = null;
  let tiers: readonly Tier[] | null = null;
  let shares: readonly Share[] = sharesOfIssuer(read.division ?? '');
  if (read.rate === null && read.tiers === null) issue('rate', 'policy.rate-missing');
  if (read.rate != null && read.tiers != null) issue('tiers', 'policy.rate-and-tiers');
  if (read.rate != null) {
    const value = scaled(read.rate.normalize('NFKC'), RATE_PLACES);
    if (NEGATIVE.test(read.rate)) issue('rate', 'policy.rate-negative', { rate: read.rate.trim() });
    else if (value === undefined) issue('rate', 'policy.rate-malformed');
    else rate = value;
  }
  if (read.tiers != null) {
    const parsed = parseTiers(read.tiers);
    const negative = NEGATIVE_TIER.exec(read.tiers)?.[1];
    if (negative !== undefined) issue('tiers', 'policy.rate-negative', { rate: negative });
    else if ('fault' in parsed) issue('tiers', parsed.fault);
    else tiers = parsed.tiers;
  }
  if (read.shares != null) {
    const parsed = parseShares(read.shares);
    if ('fault' in parsed) issue('shares', parsed.fault, { percent: percentOfShares(read.shares) ?? '' });
    else shares = parsed.shares;
  }
  const steps = tiers?.map((tier) => tier.rate) ?? (rate === null ? [] : [rate]);
  if (read.unit === 'share' && steps.some((one) => one > 10 ** RATE_PLACES))
    issue(read.tiers === null ? 'rate' : 'tiers', 'policy.share-above-one');
  if (read.basis === 'remainder' && read.unit !== undefined && read.unit !== 'share') issue('basis', 'policy.remainder-of-cost');
  if (read.validFrom != null && read.validTo != null && read.validTo < read.validFrom) issue('validTo', 'policy.valid-order');
  if (read.supersedes != null && read.supersedes === read.policy) issue('supersedes', 'policy.supersedes-itself');
  return { rate, tiers, shares };
}

/** A policy as typed: the keys of the contract, text, money or lists of text; what is not filled in may be absent. */
export type TypedPolicy = Partial<Record<keyof Policy, string | number | readonly string[] | null>>;
