import { z } from 'zod';
import { FINDING_KINDS, FINDING_SOURCES } from '../findings/desk/finding';
import { FINDING_STATES } from '../findings/life';
import { choiceIn, readIn, type TableSpec, type TableView, tableViewOf } from './table-view';

/** 问题整改: the urgent ones first and then by deadline, or by number, or by amount. */
export const FINDINGS_TABLE = {
  list: 'findings',
  columns: {
    number: 'always',
    kind: 'shown',
    due: 'shown',
    state: 'shown',
    place: 'shown',
    household: 'shown',
    cause: 'shown',
    amount: 'hidden',
    owner: 'shown',
    hours: 'hidden',
    source: 'hidden',
    level: 'hidden',
    opened: 'hidden',
    times: 'hidden',
    measures: 'hidden',
    progress: 'hidden',
  },
  sorts: { due: ['asc'], number: ['desc', 'asc'], amount: ['desc', 'asc'] },
  usual: 'due',
} as const satisfies TableSpec;
export type FindingsColumn = keyof (typeof FINDINGS_TABLE)['columns'];
export type FindingsSort = keyof (typeof FINDINGS_TABLE)['sorts'];

/** `left`: everything that is not closed, which the desk shows until somebody chooses. */
const STATE_FILTERS = ['left', ...FINDING_STATES, 'all'] as const;
/** 只看: urgent, overdue, assigned to me, proposed by another person and on a desk of mine. */
export const FINDING_ONLY = ['urgent', 'overdue', 'mine', 'toClose'] as const;
export type FindingOnly = (typeof FINDING_ONLY)[number];
type StateFilter = (typeof STATE_FILTERS)[number];

/** Where a page of the list begins: behind the finding with these values of its order. */
export type FindingsPosition = { rank: number; key: string; id: string };

export type FindingsFilter = {
  state: StateFilter;
  kind: (typeof FINDING_KINDS)[number] | null;
  source: (typeof FINDING_SOURCES)[number] | null;
  only: FindingOnly | null;
  search: string;
};
export type FindingsView = TableView<FindingsColumn, FindingsSort> &
  FindingsFilter & {
    season: string | null;
    /** As typed; the day as of which the findings are shown, null: now. */
    asOf: string | null;
    after: FindingsPosition | null;
    before: number;
  };

export function findingsViewOf(parameters: URLSearchParams): FindingsView {
  return {
    ...tableViewOf(FINDINGS_TABLE, parameters),
    season: parameters.get('season'),
    asOf: parameters.get('asOf'),
    state: choiceIn(parameters, 'state', STATE_FILTERS) ?? 'left',
    kind: choiceIn(parameters, 'kind', FINDING_KINDS),
    source: choiceIn(parameters, 'source', FINDING_SOURCES),
    only: choiceIn(parameters, 'only', FINDING_ONLY),
    after: positionIn(parameters),
    before: Number(readIn(parameters, 'n', z.string().regex(/^\d{1,7}$/)) ?? 0),
  };
}

const POSITION = /^([01])_(.{1,64})_([0-9a-f-]{36})$/;

function positionIn(parameters: URLSearchParams): FindingsPosition | null {
  const text = readIn(parameters, 'after', z.string().regex(POSITION));
  const [, rank, key, id] = POSITION.exec(text ?? '') ?? [];
  return rank === undefined ? null : { rank: Number(rank), key: key!, id: id! };
}

export function positionText({ rank, key, id }: FindingsPosition): string {
  return `${rank}_${key}_${id}`;
}
