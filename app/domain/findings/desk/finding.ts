import type { FindingState } from '../life';
import { RULE_CODES } from '../rule-codes';

/** 来源: a rule, or who found it by hand. */
export const FINDING_SOURCES = ['rule', 'self_check', 'province', 'mee', 'audit', 'hotline', 'cadre'] as const;
export type FindingSource = (typeof FINDING_SOURCES)[number];
/** The sources that a person at the desk may choose; what cadres report comes in by itself. */
export const HAND_SOURCES = ['self_check', 'province', 'mee', 'audit', 'hotline'] as const satisfies readonly FindingSource[];

/** 办理层级: whose desk a finding lies on. */
export const FINDING_LEVELS = ['township', 'county', 'city'] as const;
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** 类型: a rule's code, or by hand; what the desk can be narrowed to. */
export const FINDING_KINDS = [...RULE_CODES, 'hand'] as const;

/** A file kept as evidence, by the SHA-256 of its bytes. */
export type EvidenceFile = { sha256: string; type: string; bytes: number };

/**
 * 逾期: not closed, and its last day has passed. A finding that is due today is in time; deadlines count from the opening and are
 * never hidden (docs/definitions.md#rules).
 */
export function isOverdue({ state, dueOn }: { state: FindingState; dueOn: string }, today: string): boolean {
  return state !== 'closed' && dueOn < today;
}

/** 已过几小时: whole hours since an urgent finding was opened; null for one that is not urgent or is closed. */
export function hoursSince({ state, urgent, since }: { state: FindingState; urgent: boolean; since: string }, now: Date): number | null {
  if (!urgent || state === 'closed') return null;
  return Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 3_600_000));
}

/** A number of a finding, not a code of a division: the two share an address. */
export function isFindingNumber(text: string): boolean {
  return text !== '' && !/^\d+$/.test(text);
}
