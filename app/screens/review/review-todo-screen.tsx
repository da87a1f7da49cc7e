import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { formatRate, type Rate } from '~/domain/indicators/rate';
import type { WaitingVisits } from '~/domain/review/queued-visit';
import { type UndecidedRecords, type UndecidedRecordsAt, waitingTogether } from '~/domain/sync/what-waits';
import { formatCount, formatWanYuan } from '~/i18n/formats';
import { coverageAddress, listAddress } from '~/screens/coverage/addresses';
import { AsOf } from '~/screens/coverage/as-of';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Notice } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { subsidyAddress } from '~/screens/subsidy/addresses';

export type ReviewTodoProps = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  asOf: string;
  waiting: readonly WaitingVisits[];
  behind: readonly { code: string; name: string; place: string; completeness: Rate }[];
  mayReview: boolean;
  /** Waiting records of phones, by the township that decides them. */
  fromPhones: readonly UndecidedRecordsAt[];
  /** The waiting tasks in the subsidies of this division; null for a person who does not pay them. */
  subsidy: SubsidyTasks | null;
};

type SubsidyTasks = {
  toCheck: number;
  toRelease: number;
  toReconcile: number;
  failed: number;
  failedAmount: number;
  arrears: number;
};

/** 待办 of a township or county: what waits, what was returned, which villages are behind. It names places, never people. */
export function ReviewTodoScreen({ trail, seasons, season, asOf, waiting, behind, mayReview, fromPhones, subsidy }: ReviewTodoProps) {
  const { t } = useTranslation(['review', 'sync']);
  const division = trail[trail.length - 1]!;
  const submitted = waiting.reduce((sum, row) => sum + row.submitted, 0);
  const returned = waiting.reduce((sum, row) => sum + row.returned, 0);
  const households = waiting.reduce((sum, row) => sum + row.returnedHouseholds, 0);
  const queue = (status: 'submitted' | 'returned', below?: string): string => {
    const part: Record<string, string> = below && below !== division.code ? { below } : {};
    return `/review?${new URLSearchParams({ code: division.code, season, status, ...part }).toString()}`;
  };
  const rows = waiting.filter((row) => row.submitted + row.returned > 0);
  return (
    <DeskPage
      heading={t('todo.title')}
      breadcrumb={trail.map((step, at) => ({
        name: step.name,
        to: at < trail.length - 1 ? `/waiting?${new URLSearchParams({ code: step.code, season }).toString()}` : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<AsOf season={season} day={asOf} closed={false} />}
      actions={
        submitted > 0 && (
          <ButtonLink to={queue('submitted')} look="main" icon="right">
            {mayReview ? t('todo.toReview') : t('show')}
          </ButtonLink>
        )
      }
    >
      {subsidy && <SubsidyTodo tasks={subsidy} code={division.code} season={season} />}
      <div className="grid grid-cols-1 items-start gap-6 wide:grid-cols-2">
        <section aria-labelledby="waiting">
          <h2 id="waiting" className="mb-2 text-lead">
            {submitted > 0 ? t('todo.waiting', { count: submitted }) : t('todo.waitingNone')}
            {' · '}
            {returned > 0 ? t('todo.returned', { count: returned, households }) : t('todo.returnedNone')}
          </h2>
          {fromPhones.length > 0 && <FromPhones places={fromPhones} here={division.code} season={season} mayReview={mayReview} />}
          {rows.length > 0 ? (
            <Table
              caption={t('todo.where')}
              rows={rows}
              rowKey={(row) => row.code}
              maxHeight="calc(100vh - 160px)"
              columns={[
                { key: 'name', heading: t('todo.place'), cell: (row) => row.name },
                {
                  key: 'submitted',
                  heading: t('todo.submitted'),
                  number: true,
                  cell: (row) =>
                    row.submitted > 0 ? (
                      <Link className="link" to={queue('submitted', row.code)}>
                        {formatCount(row.submitted)}
                      </Link>
                    ) : (
                      '0'
                    ),
                },
                { key: 'oldest', heading: t('todo.oldest'), cell: (row) => <span className="whitespace-nowrap">{row.oldest ?? '—'}</span> },
                {
                  key: 'returned',
                  heading: t('todo.returnedColumn'),
                  number: true,
                  cell: (row) =>
                    row.returned > 0 ? (
                      <Link className="link" to={queue('returned', row.code)}>
                        {formatCount(row.returned)}
                      </Link>
                    ) : (
                      '0'
                    ),
                },
              ]}
            />
          ) : (
            <EmptyState title={t('todo.nothing')}>
              <p>{t('queue.emptyNow')}</p>
            </EmptyState>
          )}
        </section>
        <section aria-labelledby="behind">
          <h2 id="behind" className="mb-2 text-lead">
            {t('todo.behind')}
          </h2>
          {behind.length > 0 ? (
            <Table
              caption={t('todo.behind')}
              rows={behind}
              rowKey={(row) => row.code}
              columns={[
                {
                  key: 'name',
                  heading: t('todo.village'),
                  cell: (row) => (
                    <Link className="link" to={coverageAddress(row.code, season)}>
                      {row.name}
                    </Link>
                  ),
                },
                ...(division.level === 'township'
                  ? []
                  : [{ key: 'place', heading: t('todo.township'), cell: (row: ReviewTodoProps['behind'][number]) => row.place }]),
                {
                  key: 'completeness',
                  heading: t('todo.completeness'),
                  number: true,
                  cell: (row) => (
                    <span className="whitespace-nowrap">
                      {formatRate(row.completeness.numerator, row.completeness.denominator)}{' '}
                      <span className="text-small text-ink-faint">
                        {formatCount(row.completeness.numerator)}/{formatCount(row.completeness.denominator)}
                      </span>
                    </span>
                  ),
                },
                {
                  key: 'left',
                  heading: t('todo.left'),
                  number: true,
                  cell: (row) => (
                    <Link className="link" to={listAddress(row.code, season, 'notVisited')}>
                      {formatCount(row.completeness.denominator - row.completeness.numerator)}
                    </Link>
                  ),
                },
              ]}
            />
          ) : (
            <EmptyState title={t('todo.allComplete')}>
              <span />
            </EmptyState>
          )}
          <p className="mt-1 text-small text-ink-faint">{t('todo.behindNote')}</p>
        </section>
      </div>
    </DeskPage>
  );
}

/** Records from phones that townships must decide: a township gets the link, an office above it the list of townships. */
function FromPhones({
  places,
  here,
  season,
  mayReview,
}: {
  places: readonly UndecidedRecordsAt[];
  here: string;
  season: string;
  mayReview: boolean;
}) {
  const { t } = useTranslation(['review', 'sync']);
  if (!mayReview && !places.some(({ code }) => code === here)) {
    return (
      <Notice tone="attention" title={t('sync:todo.townships')}>
        <ul>
          {places.map((one) => (
            <li key={one.code}>
              <Link className="link" to={`/waiting?${new URLSearchParams({ code: one.code, season }).toString()}`}>
                {one.name}
              </Link>{' '}
              {words(one)
                .map(({ text }) => text)
                .join(' · ')}
            </li>
          ))}
        </ul>
      </Notice>
    );
  }
  return (
    <Notice tone="attention">
      <ul>
        {words(waitingTogether(places)).map(({ to, text }) => (
          <li key={to}>
            {mayReview ? (
              <Link className="link" to={to}>
                {text}
              </Link>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
      {!mayReview && <p>{t('sync:todo.theirs')}</p>}
    </Notice>
  );

  function words({ conflicts, quarantined }: UndecidedRecords): { to: string; text: string }[] {
    return [
      ...(conflicts > 0 ? [{ to: '/conflicts', text: t('sync:todo.conflicts', { count: conflicts }) }] : []),
      ...(quarantined > 0 ? [{ to: '/devices', text: t('sync:todo.late', { count: quarantined }) }] : []),
    ];
  }
}

/** Batches that wait for somebody, returned money and late money; parts with nothing are left out. */
function SubsidyTodo({ tasks, code, season }: { tasks: SubsidyTasks; code: string; season: string }) {
  const { t } = useTranslation('subsidy');
  const lines = [
    { key: 'toCheck', count: tasks.toCheck, to: subsidyAddress(code, season, 'payments') },
    { key: 'toRelease', count: tasks.toRelease, to: subsidyAddress(code, season, 'payments') },
    { key: 'toReconcile', count: tasks.toReconcile, to: subsidyAddress(code, season, 'payments') },
    { key: 'failed', count: tasks.failed, to: subsidyAddress(code, season, 'payments') },
    { key: 'arrears', count: tasks.arrears, to: subsidyAddress(code, season, 'arrears') },
  ] as const;
  const shown = lines.filter(({ count }) => count > 0);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="subsidy-todo" className="mb-6">
      <h2 id="subsidy-todo" className="mb-2 text-lead">
        {t('begin')}
      </h2>
      <ul className="card flex flex-wrap gap-x-6 gap-y-1 px-3 py-1">
        {shown.map(({ key, count, to }) => (
          <li key={key} className="flex min-h-row items-center gap-1">
            {t(`todo.${key}`)}{' '}
            <Link className="link font-semibold tabular-nums" to={to}>
              {key === 'arrears' ? t('todo.amount', { amount: formatWanYuan(count) }) : formatCount(count)}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
