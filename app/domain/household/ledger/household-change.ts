import type { Columns } from './changed-fields';

/** 变更: a correction, or one of the events that change who a household is. */
export const EVENT_KINDS = ['split', 'merge', 'move', 'death'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
export type ChangeKind = 'correction' | EventKind;

/** `waiting` for a second person; what was declined or withdrawn is kept, and was never written to the register. */
export type ChangeState = 'waiting' | 'confirmed' | 'declined' | 'withdrawn';

/** Columns of one record as they were when somebody asked, and as they shall be. `how`: another mode is a new conversion. */
type Asked = { before: Columns; after: Columns };
export type Correction = {
  household?: Asked;
  conversion?: { how: 'correct' | 'replace' | 'add'; before: Columns | null; after: Columns };
  usage?: { season: string; energy: string; before: Columns | null; after: Columns };
};
/**
 * What an event writes: to the household itself, to the one that it is merged into (`other`), and the household that a split makes
 * (`made`, without its number). `to`: where a household moved that left the county.
 */
export type EventContent = Pick<Correction, 'household'> & { other?: Asked; made?: Columns; to?: string };

/** Who may do what with a change that waits: whoever asked takes it back, everybody else decides. Nobody confirms their own. */
export function mayDecide(change: { state: ChangeState; askedBy: string }, username: string): 'withdraw' | 'decide' | null {
  if (change.state !== 'waiting') return null;
  return change.askedBy === username ? 'withdraw' : 'decide';
}
