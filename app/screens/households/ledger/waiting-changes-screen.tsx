import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { ChangeKind } from '~/domain/household/ledger/household-change';
import { formatInstant } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';

export type WaitingChangesProps = {
  trail: readonly DivisionStep[];
  changes: readonly {
    id: string;
    number: string;
    head: string;
    place: string;
    kind: ChangeKind;
    askedAt: string;
    asker: string;
    reason: string;
    own: boolean;
  }[];
  total: number;
  page: number;
  more: boolean;
};

/** 待确认的户变更: each leads to its household's page, where it is decided beside everything else that is known. */
export function WaitingChangesScreen({ trail, changes, total, page, more }: WaitingChangesProps) {
  const { t } = useTranslation(['ledger', 'coverage']);
  const code = trail[trail.length - 1]!.code;
  const to = (number: number) => `/waiting/changes?${new URLSearchParams({ code, page: String(number) }).toString()}`;
  return (
    <DeskPage
      heading={`${t('list.title')} ${total}`}
      breadcrumb={trail.map((step) => ({ name: step.name, to: `/waiting?code=${step.code}` }))}
    >
      {changes.length === 0 ? (
        <EmptyState title={t('list.none')}>
          <p>{t('list.noneNow')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('list.title')}
          rows={changes}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'household',
              heading: t('list.household'),
              cell: (row) => (
                <Link className="link" to={`/households/${encodeURIComponent(row.number)}`}>
                  {row.head}
                </Link>
              ),
            },
            { key: 'what', heading: t('list.what'), cell: (row) => <span className="whitespace-nowrap">{t(`kind.${row.kind}`)}</span> },
            { key: 'place', heading: t('list.place'), cell: (row) => row.place },
            {
              key: 'asked',
              heading: t('list.asked'),
              cell: (row) => <span className="whitespace-nowrap">{formatInstant(row.askedAt)}</span>,
            },
            { key: 'by', heading: t('list.by'), cell: (row) => (row.own ? t('list.yours') : row.asker) },
            { key: 'reason', heading: t('list.reason'), cell: (row) => row.reason },
          ]}
        />
      )}
      <div className="mt-3 flex gap-2">
        {page > 1 && <ButtonLink to={to(page - 1)}>{t('list.previous')}</ButtonLink>}
        {more && <ButtonLink to={to(page + 1)}>{t('list.next')}</ButtonLink>}
      </div>
    </DeskPage>
  );
}
