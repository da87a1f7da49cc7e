import { z } from 'zod';
import { type QueueOrder, type QueuePosition, SIGN_FILTERS, type SignFilter, type VisitStatus } from '../review/queued-visit';
import { positionIn, VISIT_STATUSES } from '../review/review-view';
import { choiceIn, readIn, type TableSpec, type TableView, tableViewOf } from './table-view';

/** 入户审核 as a table, in the orders of the queue: the oldest first, those with most signs, those that changed most. */
export const REVIEW_TABLE = {
  list: 'review',
  columns: {
    head: 'always',
    address: 'shown',
    number: 'hidden',
    village: 'shown',
    submitted: 'shown',
    day: 'shown',
    visitor: 'shown',
    kind: 'hidden',
    outcome: 'shown',
    mode: 'shown',
    signs: 'shown',
    changes: 'shown',
  },
  sorts: { submitted: ['asc'], signs: ['desc'], changes: ['desc'] },
  usual: 'submitted',
} as const satisfies TableSpec;
export type ReviewColumn = keyof (typeof REVIEW_TABLE)['columns'];
type ReviewSort = keyof (typeof REVIEW_TABLE)['sorts'];

export type ReviewTableView = TableView<ReviewColumn, ReviewSort> & {
  season: string | null;
  division: string | null;
  status: VisitStatus;
  order: QueueOrder;
  /** 有问题迹象: all, only those with signs, or only those without. */
  signs: SignFilter;
  after: QueuePosition | null;
  before: number;
};

export function reviewTableViewOf(parameters: URLSearchParams): ReviewTableView {
  const view = tableViewOf(REVIEW_TABLE, parameters);
  return {
    ...view,
    season: parameters.get('season'),
    division: parameters.get('code') || null,
    status: choiceIn(parameters, 'status', VISIT_STATUSES) ?? 'submitted',
    order: view.sort === 'submitted' ? 'oldest' : view.sort,
    signs: choiceIn(parameters, 'signs', SIGN_FILTERS) ?? 'all',
    after: positionIn(parameters.get('after')),
    before: Number(readIn(parameters, 'n', z.string().regex(/^\d{1,7}$/)) ?? 0),
  };
}
