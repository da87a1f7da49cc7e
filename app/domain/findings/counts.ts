import { FINDING_STATES, type FindingState } from './life';
import { RULE_CODES, type RuleCode } from './rule-codes';

export type CountsOfStates = Record<FindingState, number>;
/** By rule; `hand` are the findings that people opened. */
export type FindingCounts = Record<RuleCode | 'hand', CountsOfStates>;

export function noCounts(): FindingCounts {
  const none = () => Object.fromEntries(FINDING_STATES.map((state) => [state, 0])) as CountsOfStates;
  return Object.fromEntries([...RULE_CODES, 'hand'].map((key) => [key, none()])) as FindingCounts;
}

export type FindingTotals = { findings: number; closed: number };

/** A rule without a code is a finding by hand. */
export function addCount(counts: FindingCounts, rule: string, state: FindingState, n: number): void {
  counts[rule === '' ? 'hand' : (rule as RuleCode)][state] += n;
}

/**
 * 问题数, 已整改: all findings of a season in a division, by rules and by hand, and those that are closed
 * (docs/definitions.md#indicator-rectified-rate).
 */
export function findingTotals(counts: FindingCounts): FindingTotals {
  let [findings, closed] = [0, 0];
  for (const states of Object.values(counts)) {
    for (const state of FINDING_STATES) findings += states[state];
    closed += states.closed;
  }
  return { findings, closed };
}

/** 未销号: how many are not closed. */
export function openCount({ open, in_progress, proposed }: CountsOfStates): number {
  return open + in_progress + proposed;
}
