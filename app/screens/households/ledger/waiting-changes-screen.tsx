import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { ChangedField } from '~/domain/household/ledger/changed-fields';
import type { ChangeKind } from '~/domain/household/ledger/household-change';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import type { JobView } from '~/screens/shared/job-progress';
import { Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { DecideTogether } from './decide-together';
import { FieldChange, ReadingChange } from './ledger-history';

type Together = { askedAt: string; askedBy: string };
type Change = {
  id: string;
  number: string;
  head: string;
  place: string;
  kind: ChangeKind;
  fields: readonly ChangedField[];
  reading: { season: string; energy: string; before: number | null; after: number | null } | null;
  askedAt: string;
  asker: string;
  reason: string;
  own: boolean;
};
export type WaitingChangesProps = {
  trail: readonly DivisionStep[];
  changes: readonly Change[];
  total: number;
  page: number;
  more: boolean;
  /** What single imports asked for; empty while one of them is shown. */
  imports: readonly (Together & { asker: string; count: number; own: boolean })[];
  /** The import whose changes are shown, and the latest job that decides them. */
  together: (Together & { own: boolean }) | null;
  job: JobView | null;
  reply?: FormReply;
  busy: boolean;
};

export function waitingChangesAddress({ code, askedAt, askedBy, page }: { code: string; page?: number } & Partial<Together>): string {
  const query = { code, ...(askedAt && askedBy && { at: askedAt, by: askedBy }), ...(page && { page: String(page) }) };
  return `/waiting/changes?${new URLSearchParams(query).toString()}`;
}

/**
 * 待确认的户变更: each leads to its household's page, where it is decided beside everything else that is known. What one import asked for
 * can be decided together.
 */
export function WaitingChangesScreen(props: WaitingChangesProps) {
  const { trail, changes, total, page, more, imports, together, job, reply, busy } = props;
  const { t } = useTranslation(['ledger', 'coverage']);
  const { code } = trail[trail.length - 1]!;
  const to = (number: number) =>
    waitingChangesAddress({ code, page: number, ...(together && { askedAt: together.askedAt, askedBy: together.askedBy }) });
  return (
    <DeskPage
      heading={`${t(together ? 'together.title' : 'list.title')} ${formatCount(total)}`}
      breadcrumb={[
        ...trail.map((step) => ({ name: step.name, to: `/waiting?code=${step.code}` })),
        ...(together ? [{ name: t('list.title'), to: waitingChangesAddress({ code }) }] : []),
      ]}
    >
      {imports.map((one) => (
        <Notice key={`${one.askedAt} ${one.askedBy}`} tone="attention">
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <span>
              {t(one.own ? 'together.yours' : 'together.theirs', {
                who: one.asker,
                when: formatInstant(one.askedAt),
                total: formatCount(one.count),
              })}
            </span>
            <Link className="link whitespace-nowrap" to={waitingChangesAddress({ code, ...one })}>
              {t('together.open')}
            </Link>
          </p>
        </Notice>
      ))}
      {together && <DecideTogether total={total} own={together.own} job={job} reply={reply} busy={busy} />}
      {changes.length === 0 ? (
        <EmptyState title={t('list.none')}>
          <p>{t(together ? 'together.noneLeft' : 'list.noneNow')}</p>
        </EmptyState>
      ) : (
        <ChangesTable changes={changes} />
      )}
      <div className="mt-3 flex gap-2">
        {page > 1 && <ButtonLink to={to(page - 1)}>{t('list.previous')}</ButtonLink>}
        {more && <ButtonLink to={to(page + 1)}>{t('list.next')}</ButtonLink>}
      </div>
    </DeskPage>
  );
}

function ChangesTable({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation(['ledger', 'enums']);
  return (
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
        {
          key: 'what',
          heading: t('list.what'),
          cell: (row) => (
            <>
              {row.fields.length === 0 && !row.reading && <span className="whitespace-nowrap">{t(`kind.${row.kind}`)}</span>}
              {row.fields.map((field) => (
                <p key={field.field} className="tabular-nums">
                  <FieldChange {...field} />
                </p>
              ))}
              {row.reading && <ReadingChange {...row.reading} />}
            </>
          ),
        },
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
  );
}
