/** 状态: the four states of a finding's life (docs/definitions.md#finding-life). */
export const FINDING_STATES = ['open', 'in_progress', 'proposed', 'closed'] as const;
export type FindingState = (typeof FINDING_STATES)[number];
