/** The steps of a batch of payments in their order (docs/decisions/0020-subsidy-desk.md); 作废 is the way out of the first ones. */
export const BATCH_STEPS = ['drafted', 'checked', 'noticed', 'released', 'reconciled'] as const;
const BATCH_STATES = [...BATCH_STEPS, 'cancelled'] as const;
export type BatchStep = (typeof BATCH_STEPS)[number];
export type BatchState = (typeof BATCH_STATES)[number];

/** A batch is cancelled before its release: afterwards the bank has it. */
export const CANCELLABLE: readonly BatchState[] = ['drafted', 'checked', 'noticed'];
