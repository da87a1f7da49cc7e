import type { RuleCode } from './rule-codes';

/** Plain values that a sentence is made of: counts, amounts in 分, days, keys of the contract. Never a name, an ID, a phone, an account. */
export type Cause = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * 一条应立的问题: what a rule says of one subject. `subject` is its identity within rule and season: the household's number, or
 * `key:serial:<value or fingerprint>`, `entitlement:<household>:<policy>`, `heat-source:<number>`, `visitor:<name>:<day>`,
 * `village:<code>`, `batch:<division>:<number>`, `plan:<village>:<year>:<mode>`. Amount in 分, null where no money is concerned.
 */
export type Opened = {
  rule: RuleCode;
  subject: string;
  urgent: boolean;
  /** Days until it must be mended, counted from the opening. */
  days: number;
  level: 'township' | 'county';
  cause: Cause;
  amount: number | null;
};
