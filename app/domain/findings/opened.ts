import { canonicalJson } from '../sync/canonical-json';
import type { RuleCode } from './rule-codes';
import type { Deadline, Thresholds } from './thresholds';

/** Plain values that a sentence is made of: counts, amounts in 分, days, keys of the contract. Never a name, an ID, a phone, an account. */
export type Cause = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Whose desk a finding lies on at first. */
type OwnerLevel = 'township' | 'county';

/**
 * 一条应立的问题: what a rule says of one subject. `subject` is its identity within rule and season: the household's number, or what
 * app/domain/findings/subject.ts writes. Amount in 分, null where no money is concerned.
 */
export type Opened = {
  rule: RuleCode;
  subject: string;
  urgent: boolean;
  /** Days until it must be mended, counted from the opening. */
  days: number;
  level: OwnerLevel;
  cause: Cause;
  amount: number | null;
  /** The households of a shared value, in order. They decide where it counts; a viewer is told only those in his scope. */
  households?: readonly string[];
};

/** 默认责任层级 (docs/definitions.md#rules). */
const OWNERS: Readonly<Record<RuleCode, OwnerLevel>> = {
  R01: 'county',
  R02: 'county',
  R03: 'county',
  R04: 'county',
  R05: 'township',
  R06: 'county',
  R07: 'county',
  R08: 'township',
  R09: 'township',
  R10: 'county',
  R11: 'county',
  R12: 'county',
  R13: 'county',
  R14: 'township',
  R15: 'county',
  R16: 'county',
  R17: 'county',
  R18: 'county',
  R19: 'township',
  R20: 'township',
  R21: 'township',
  R22: 'county',
  R23: 'county',
  R24: 'county',
  R25: 'township',
};

/** The rules whose every finding is urgent. R12 is urgent while the household has no heat, which the rule itself decides. */
const ALWAYS_URGENT: ReadonlySet<RuleCode> = new Set(['R23', 'R25']);

/** What a rule found of a subject, with the owner and the deadline that hold for its rule. */
export function opened(
  rule: RuleCode,
  subject: string,
  { days }: Thresholds,
  found: { cause: Cause; amount?: number | null; deadline?: Deadline; urgent?: boolean; households?: readonly string[] },
): Opened {
  return {
    rule,
    subject,
    urgent: found.urgent ?? ALWAYS_URGENT.has(rule),
    days: days[found.deadline ?? rule],
    level: OWNERS[rule],
    cause: found.cause,
    amount: found.amount ?? null,
    ...(found.households && { households: found.households }),
  };
}

/**
 * 事实是否变了: two causes with the same key are the same facts, in whatever order they were read. Of a shared value the households belong
 * to the facts, so that another household behind the same count is another fact.
 */
export function causeKeyOf({ cause, households }: Pick<Opened, 'cause' | 'households'>): string {
  return canonicalJson(households ? { cause, households } : cause);
}
