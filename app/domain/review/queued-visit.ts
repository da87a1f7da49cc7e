import type { Mode, VisitKind, VisitOutcome } from '../contract/enumerations';
import type { Contradiction } from '../household/contradictions';
import type { CalendarDay } from '../time/calendar-day';

export type VisitStatus = 'submitted' | 'returned' | 'approved';
export const QUEUE_ORDERS = ['oldest', 'signs', 'changes'] as const;
export type QueueOrder = (typeof QUEUE_ORDERS)[number];

/** 有问题迹象: all visits, those with signs, those without. */
export const SIGN_FILTERS = ['all', 'with', 'without'] as const;
export type SignFilter = (typeof SIGN_FILTERS)[number];

export type QueueQuery = { division: string; season: string; status: VisitStatus; order: QueueOrder; signs: SignFilter };
/** Where a page ends: the values of its last row in the order asked for. */
export type QueuePosition = { rank: number; submittedAt: string; id: string };

export type QueuedVisit = QueuePosition & {
  revision: number;
  household: string;
  head: string;
  address: string | null;
  village: string;
  villageName: string;
  mode: Mode;
  day: CalendarDay;
  visitor: string;
  kind: VisitKind;
  outcome: VisitOutcome;
  /** The signs that this visit gives the household; all false when another visit decides. */
  signs: Record<'reburning' | 'cold' | 'unstable' | 'letNotUsed', boolean>;
  /** What its record contradicts; a sign too. */
  contradictions: Contradiction[];
  /** Answers that differ from the season before; null without a visit to compare with. */
  changes: number | null;
};

/** Visits below a division that wait for somebody, by its direct children (a village counts as its own child). */
export type WaitingVisits = {
  code: string;
  name: string;
  submitted: number;
  returned: number;
  /** The households of those returned that a list calls 退回 (docs/definitions.md#list-words). */
  returnedHouseholds: number;
  /** The day the longest waiting visit was submitted. */
  oldest: CalendarDay | null;
};

/** Whether anything about the visit makes a reviewer look at it; such visits are not ticked with the page. */
export function hasSigns({ signs, contradictions }: Pick<QueuedVisit, 'signs' | 'contradictions'>): boolean {
  return contradictions.length > 0 || Object.values(signs).includes(true);
}
