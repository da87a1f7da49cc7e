/** 入户审核 as a table: what the screen shows of a visit, and what its export writes. */
import type { TFunction } from 'i18next';
import { maskName } from '~/domain/household/mask';
import type { QueuedVisit } from '~/domain/review/queued-visit';
import type { ReviewColumn } from '~/domain/tables/review-table';
import { enumWord } from '~/i18n/enum-word';
import { formatInstant } from '~/i18n/formats';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

export const QUEUE_SIGNS = ['cold', 'reburning', 'unstable', 'letNotUsed'] as const;

/** `personal`: names in full and doors; false for the file of an auditor. */
export function reviewColumns(t: TFunction<['review', 'contradictions', 'enums', 'survey']>, personal: boolean): Column<QueuedVisit>[] {
  const column = listColumn<QueuedVisit, ReviewColumn>;
  return [
    column('head', t('review:table.head'), 10, 'text', (row) => (personal ? row.head : maskName(row.head))),
    ...(personal ? [column('address', t('review:table.address'), 16, 'text', (row) => row.address)] : []),
    column('number', t('review:table.number'), 20, 'code', (row) => row.household),
    column('village', t('review:table.village'), 14, 'text', (row) => row.villageName),
    column('submitted', t('review:table.submitted'), 17, 'word', (row) => formatInstant(row.submittedAt)),
    column('day', t('review:table.day'), 12, 'day', (row) => row.day),
    column('visitor', t('review:table.visitor'), 10, 'text', (row) => row.visitor),
    column('kind', t('review:table.kind'), 9, 'word', (row) => enumWord(t, 'visitKind', row.kind)),
    column('outcome', t('review:table.outcome'), 9, 'word', (row) => enumWord(t, 'visitOutcome', row.outcome)),
    column('mode', t('review:table.mode'), 15, 'text', (row) => enumWord(t, 'mode', row.mode)),
    column('signs', t('review:table.signs'), 24, 'text', (row) =>
      [
        ...QUEUE_SIGNS.filter((sign) => row.signs[sign]).map((sign) => t(`review:signs.${sign}`)),
        ...row.contradictions.map((one) => t(`contradictions:short.${one}`)),
      ].join(t('survey:listSeparator')),
    ),
    column('changes', t('review:table.changes'), 12, 'count', (row) => row.changes),
  ];
}
