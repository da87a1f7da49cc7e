/** 状态 of a plan: 起草、报批、批准、退回 (docs/definitions.md#operation-plan). Only an approved plan meets what the clause asks. */
export const PLAN_STATES = ['draft', 'submitted', 'approved', 'returned'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** What a person does with a plan besides writing. An approved one is reopened before it is written in again, with words. */
export const PLAN_DECISIONS = ['submit', 'approve', 'return', 'reopen'] as const;
export type PlanDecision = (typeof PLAN_DECISIONS)[number];

const FROM: Record<PlanDecision, readonly PlanState[]> = {
  submit: ['draft', 'returned'],
  approve: ['submitted'],
  return: ['submitted'],
  reopen: ['approved', 'submitted'],
};
const TO: Record<PlanDecision, PlanState> = { submit: 'submitted', approve: 'approved', return: 'returned', reopen: 'draft' };

/** The state after a decision; null when a plan in this state does not allow it. */
export function stateAfter(state: PlanState, decision: PlanDecision): PlanState | null {
  return FROM[decision].includes(state) ? TO[decision] : null;
}

/** Whether its text can be changed. */
export function isWritable(state: PlanState): boolean {
  return state === 'draft' || state === 'returned';
}

/** 退回 and 修订 say why. */
export function needsWords(decision: PlanDecision): boolean {
  return decision === 'return' || decision === 'reopen';
}

/** 第二人批准: who wrote any version since the last approval, or submitted it, neither approves nor returns it. */
export function mayDecide(username: string, plan: { writers: readonly string[]; submittedBy: string | null }): boolean {
  return plan.submittedBy !== username && !plan.writers.includes(username);
}
