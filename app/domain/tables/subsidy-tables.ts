import { CLAIM_TABLES, type ClaimTable } from '../findings/claim-lists';
import { NOT_GIVEN_REASONS, type NotGivenReason } from '../subsidy/which-policies';
import { choiceIn, type TableSpec, type TableView, tableViewOf } from './table-view';

/** 拖欠, one row a household and policy: the longest first, or the largest, or by village and number. */
export const ARREARS_TABLE = {
  list: 'arrears',
  columns: {
    head: 'always',
    number: 'hidden',
    owed: 'shown',
    months: 'shown',
    age: 'hidden',
    place: 'shown',
    dueOn: 'shown',
    due: 'shown',
    paid: 'shown',
    kind: 'shown',
    season: 'shown',
    policy: 'shown',
    document: 'hidden',
    reburning: 'shown',
  },
  sorts: { dueOn: ['asc', 'desc'], owed: ['desc', 'asc'], place: ['asc', 'desc'] },
  usual: 'dueOn',
} as const satisfies TableSpec;
export type ArrearsColumn = keyof (typeof ARREARS_TABLE)['columns'];
export type ArrearsSort = keyof (typeof ARREARS_TABLE)['sorts'];

/** 没有应补: the households that a policy leaves out for one reason. A rule decides on each, so they come in the order of villages alone. */
export const WITHOUT_TABLE = {
  list: 'without',
  columns: { head: 'always', number: 'shown', address: 'shown', place: 'shown', phone: 'hidden' },
  sorts: { number: ['asc'] },
  usual: 'number',
} as const satisfies TableSpec;
export type WithoutColumn = keyof (typeof WITHOUT_TABLE)['columns'];
export type WithoutView = TableView<WithoutColumn, 'number'> & { season: string | null; policy: string; reason: NotGivenReason };

export function withoutViewOf(parameters: URLSearchParams): WithoutView {
  return {
    ...tableViewOf(WITHOUT_TABLE, parameters),
    season: parameters.get('season'),
    policy: parameters.get('policy') ?? '',
    reason: choiceIn(parameters, 'reason', NOT_GIVEN_REASONS) ?? 'no-quantity',
  };
}

/** 重复与异常, one row a household: those that share something stand together. */
export const CLAIMS_TABLE = {
  list: 'claims',
  columns: {
    head: 'always',
    number: 'shown',
    place: 'shown',
    finding: 'shown',
    state: 'shown',
    shared: 'shown',
    elsewhere: 'shown',
    amount: 'shown',
    why: 'shown',
    readings: 'shown',
  },
  sorts: { number: ['asc'], amount: ['desc', 'asc'] },
  usual: 'number',
} as const satisfies TableSpec;
export type ClaimsColumn = keyof (typeof CLAIMS_TABLE)['columns'];
export type ClaimsView = TableView<ClaimsColumn, 'number' | 'amount'> & { season: string | null; only: ClaimTable | null };

export function claimsViewOf(parameters: URLSearchParams): ClaimsView {
  return {
    ...tableViewOf(CLAIMS_TABLE, parameters),
    season: parameters.get('season'),
    only: choiceIn(parameters, 'list', CLAIM_TABLES),
  };
}
