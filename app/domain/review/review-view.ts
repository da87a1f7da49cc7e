import { QUEUE_ORDERS, type QueueOrder, type QueuePosition, SIGN_FILTERS, type SignFilter, type VisitStatus } from './queued-visit';

/** What a review page shows, as the address says it. */
export type ReviewView = {
  /** The division whose visits are reviewed; null stands for the reviewer's own divisions. */
  division: string | null;
  /** A division below it that narrows the list. */
  below: string | null;
  season: string | null;
  status: VisitStatus;
  order: QueueOrder;
  signs: SignFilter;
  after: QueuePosition | null;
  visit: string | null;
};

export const VISIT_STATUSES = ['submitted', 'returned', 'approved'] as const satisfies readonly VisitStatus[];

/** Reads the view from the address and ignores unknown values. */
export function reviewViewOf(parameters: URLSearchParams): ReviewView {
  const oneOf = <T extends string>(all: readonly T[], text: string | null, otherwise: T): T => all.find((one) => one === text) ?? otherwise;
  return {
    division: parameters.get('code') || null,
    below: parameters.get('below') || null,
    season: parameters.get('season'),
    status: oneOf(VISIT_STATUSES, parameters.get('status'), 'submitted'),
    order: oneOf(QUEUE_ORDERS, parameters.get('order'), 'oldest'),
    signs: oneOf(SIGN_FILTERS, parameters.get('signs'), 'all'),
    after: positionIn(parameters.get('after')),
    visit: parameters.get('visit') || null,
  };
}

/** Where a page of the queue ended, as the address writes it. */
export function positionText({ rank, submittedAt, id }: QueuePosition): string {
  return `${rank}~${submittedAt}~${id}`;
}

/** Null for a text that names no place in the queue. */
export function positionIn(text: string | null): QueuePosition | null {
  const match = /^(-?\d{1,6})~(\d{4}-\d\d-\d\dT[\d:.]+Z)~(.+)$/s.exec(text ?? '');
  if (!match || Number.isNaN(Date.parse(match[2]!))) return null;
  return { rank: Number(match[1]), submittedAt: match[2]!, id: match[3]! };
}

/** A visit as the reviewer saw it, as a form sends it: its revision, then its id. */
export function seenVisitText(visit: { id: string; revision: number }): string {
  return `${visit.revision}~${visit.id}`;
}

/** Undefined when the text does not have the form of `seenVisitText`. */
export function seenVisitIn(text: string): { id: string; revision: number } | undefined {
  const match = /^(\d{1,9})~(.+)$/s.exec(text);
  return match ? { revision: Number(match[1]), id: match[2]! } : undefined;
}
