import type { PlanState } from './plan-states';

/** What the list shows: every flagged village, those without a plan; every plan with its follow-up, those to approve. */
export const PLAN_SHOWS = ['all', 'missing', 'plans', 'submitted'] as const;
export type PlanShow = (typeof PLAN_SHOWS)[number];

export function planListIn(asked: URLSearchParams): { show: PlanShow; page: number } {
  const page = Number(asked.get('page') ?? 1);
  return {
    show: PLAN_SHOWS.find((show) => show === asked.get('show')) ?? 'all',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** 缺方案、起草、报批、批准、退回: the state of a flagged village's plan, for lists and 附件15. */
export type AreaState = 'missing' | PlanState;

export function areaState(plan: { state: PlanState } | null): AreaState {
  return plan === null ? 'missing' : plan.state;
}

/** Past its deadline while it is not approved. Null: no deadline was set. */
export function isOverdue(plan: { state: PlanState; dueOn: string | null }, today: string): boolean {
  return plan.state !== 'approved' && plan.dueOn !== null && plan.dueOn < today;
}
