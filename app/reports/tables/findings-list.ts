/** 问题整改 as a table: what the screen shows of a finding, and what its export writes. */
import type { TFunction } from 'i18next';
import type { Language } from '~/domain/access/language';
import type { FindingLevel, FindingSource } from '~/domain/findings/desk/finding';
import type { FindingState } from '~/domain/findings/life';
import type { Cause } from '~/domain/findings/opened';
import type { ProblemKind } from '~/domain/findings/problem-report';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { maskName } from '~/domain/household/mask';
import type { FindingsColumn } from '~/domain/tables/findings-table';
import { findingCause, findingKind } from '~/i18n/finding-sentence';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

export type FindingLine = {
  number: string;
  season: string;
  rule: RuleCode | null;
  source: FindingSource;
  kind: string | null;
  reportKind: ProblemKind | null;
  level: FindingLevel;
  state: FindingState;
  urgent: boolean;
  openedOn: string;
  dueOn: string;
  times: number;
  cause: Cause;
  /** 分 */
  amount: number | null;
  /** What a person wrote of it. */
  text: string | null;
  unit: string | null;
  person: string | null;
  measures: string | null;
  progress: string | null;
  revision: number;
  place: string;
  household: string | null;
  head: string | null;
  address: string | null;
  households: number;
  hours: number | null;
  overdue: boolean;
};

/** `personal`: names in full and what people wrote; false for the file of an auditor. */
export function findingsColumns(t: TFunction<['findings-desk', 'findings']>, personal: boolean, language: Language): Column<FindingLine>[] {
  const column = listColumn<FindingLine, FindingsColumn>;
  const written = (text: string | null) => (personal ? text : null);
  return [
    column('number', t('findings-desk:column.number'), 12, 'code', (row) => row.number),
    column('kind', t('findings-desk:column.kind'), 22, 'text', (row) => findingKind(t, row)),
    column('due', t('findings-desk:column.due'), 20, 'text', (row) =>
      row.overdue ? t('findings-desk:overdueSince', { day: row.dueOn }) : row.dueOn,
    ),
    column('state', t('findings-desk:column.state'), 10, 'word', (row) => t(`findings-desk:state.${row.state}`)),
    column('place', t('findings-desk:column.place'), 22, 'text', (row) => row.place),
    column('household', t('findings-desk:column.household'), 20, 'text', (row) => householdOf(t, row, personal)),
    column('cause', t('findings-desk:column.cause'), 40, 'text', (row) => findingCause(t, { ...row, text: written(row.text) }, language)),
    column('amount', t('findings-desk:column.amount'), 13, 'yuan', (row) => (row.amount === null ? null : row.amount / 100)),
    column('owner', t('findings-desk:column.owner'), 16, 'text', (row) => ownerOf(row)),
    column('hours', t('findings-desk:column.hours'), 10, 'count', (row) => row.hours),
    column('source', t('findings-desk:column.source'), 12, 'word', (row) => t(`findings-desk:source.${row.source}`)),
    column('level', t('findings-desk:column.level'), 8, 'word', (row) => t(`findings-desk:level.${row.level}`)),
    column('opened', t('findings-desk:column.opened'), 12, 'day', (row) => row.openedOn),
    column('times', t('findings-desk:column.times'), 8, 'count', (row) => row.times),
    column('measures', t('findings-desk:column.measures'), 30, 'text', (row) => written(row.measures)),
    column('progress', t('findings-desk:column.progress'), 30, 'text', (row) => written(row.progress)),
  ];
}

/** A household by name and door, several by how many they are. */
function householdOf(t: TFunction<['findings-desk']>, row: FindingLine, personal: boolean): string | null {
  if (row.household !== null) {
    const head = row.head === null ? '' : personal ? row.head : maskName(row.head);
    return [head, personal && row.address !== null ? row.address : row.household].filter((word) => word !== '').join(' ');
  }
  return row.households > 0 ? t('findings-desk:households', { count: row.households }) : null;
}

function ownerOf({ unit, person }: FindingLine): string | null {
  return [unit, person].filter(Boolean).join(' ') || null;
}
