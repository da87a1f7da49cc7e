import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { formatRate, type Rate } from '~/domain/indicators/rate';
import type { WaitingVisits } from '~/domain/review/queued-visit';
import type { SubsidyTask } from '~/domain/subsidy/subsidy-tasks';
import { type UndecidedRecords, type UndecidedRecordsAt, waitingTogether } from '~/domain/sync/what-waits';
import { formatCount, formatWanYuan } from '~/i18n/formats';
import { coverageAddress, listAddress } from '~/screens/coverage/addresses';
import { AsOf } from '~/screens/coverage/as-of';
import { type FindingsTodo, FindingsTodoSection } from '~/screens/findings/findings-todo';
import { plansAddress } from '~/screens/plans/addresses';
import { type ReopenedSeason, ReopenedSeasons } from '~/screens/reports/sign-off/reopened-seasons';
import { type ReportTask, ReportTasks } from '~/screens/reports/sign-off/report-tasks';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { subsidyAddress } from '~/screens/subsidy/addresses';

type SubsidyTasks = { season: string; counts: readonly { task: SubsidyTask; count: number }[]; arrears: number };

export type ReviewTodoProps = {
  trail: readonly DivisionStep[];
  asOf: string;
  /** The open seasons with what waits in them, the newest first. */
  waiting: readonly { season: string; rows: readonly WaitingVisits[] }[];
  /** The season of the villages behind; null when no season is open. */
  surveyed: string | null;
  behind: readonly { code: string; name: string; place: string; completeness: Rate }[];
  mayReview: boolean;
  /** Waiting records of phones, by the township that decides them. */
  fromPhones: readonly UndecidedRecordsAt[];
  /** Household changes that wait for a second person; null for a person who confirms none. */
  changes: number | null;
  /** Flagged villages without a plan, and plans to approve; null for a person who writes none. */
  plans: { season: string; missing: number; toApprove: number } | null;
  /** Versions of reports that wait for this person, and returned ones of the own office. */
  reports: readonly ReportTask[];
  /** Open seasons that had been closed. */
  reopened: readonly ReopenedSeason[];
  /** Households that this person was given to check. */
  checks: number;
  subsidy: readonly SubsidyTasks[];
  /** Findings that press, by open season. */
  findings: readonly FindingsTodo[];
};

/** 待办: what waits, what was returned, which villages are behind, over all open seasons. It names places, never people. */
export function ReviewTodoScreen({
  trail,
  asOf,
  waiting,
  surveyed,
  behind,
  mayReview,
  fromPhones,
  changes,
  plans,
  reports,
  reopened,
  checks,
  subsidy,
  findings,
}: ReviewTodoProps) {
  const { t } = useTranslation(['review', 'sync', 'ledger', 'quality']);
  const division = trail[trail.length - 1]!;
  const seasons = waiting.filter(({ rows }) => rows.some((row) => row.submitted + row.returned > 0));
  // With one season open its name would say nothing.
  const several = waiting.length > 1;
  return (
    <DeskPage
      heading={t('todo.title')}
      breadcrumb={trail.map((step, at) => ({
        name: step.name,
        to: at < trail.length - 1 ? `/waiting?${new URLSearchParams({ code: step.code }).toString()}` : undefined,
      }))}
      asOf={<AsOf season={waiting.map(({ season }) => season).join('、')} day={asOf} closed={false} />}
    >
      <ReopenedSeasons seasons={reopened} />
      <ReportTasks reports={reports} />
      {changes !== null && changes > 0 && (
        <p className="mb-4 flex flex-wrap items-center gap-1">
          {t('ledger:list.todo')}{' '}
          <Link
            className="link font-semibold tabular-nums"
            to={`/waiting/changes?${new URLSearchParams({ code: division.code }).toString()}`}
          >
            {formatCount(changes)}
          </Link>
        </p>
      )}
      <FindingsTodoSection tasks={findings} code={division.code} several={several} />
      {plans && <PlansTodo plans={plans} code={division.code} />}
      {checks > 0 && (
        <p className="mb-4">
          <Link className="link" to="/checks">
            {t('quality:todo.title', { count: checks })}
          </Link>
        </p>
      )}
      {subsidy.length > 0 && <SubsidyTodo tasks={subsidy} code={division.code} several={several} />}
      <div className="grid grid-cols-1 items-start gap-6 wide:grid-cols-2">
        <div>
          {fromPhones.length > 0 && <FromPhones places={fromPhones} here={division.code} mayReview={mayReview} />}
          {seasons.map(({ season, rows }) => (
            <WaitingInSeason
              key={season}
              season={season}
              rows={rows}
              division={division.code}
              named={several || season !== surveyed}
              mayReview={mayReview}
            />
          ))}
          {seasons.length === 0 && (
            <section aria-labelledby="waiting">
              <h2 id="waiting" className="mb-2 text-lead">
                {`${t('todo.waitingNone')} · ${t('todo.returnedNone')}`}
              </h2>
              <EmptyState title={t('todo.nothing')}>
                <p>{t('queue.emptyNow')}</p>
              </EmptyState>
            </section>
          )}
        </div>
        {surveyed !== null && <Behind behind={behind} season={surveyed} level={division.level} named={several} />}
      </div>
    </DeskPage>
  );
}

/** 可持续运营方案: flagged villages without one, and those that wait for a second person. */
function PlansTodo({ plans, code }: { plans: NonNullable<ReviewTodoProps['plans']>; code: string }) {
  const { t } = useTranslation('plans');
  const line = (words: string, show: 'missing' | 'submitted', count: number) =>
    count > 0 && (
      <p className="mb-4 flex flex-wrap items-center gap-1">
        {words}{' '}
        <Link className="link font-semibold tabular-nums" to={plansAddress(code, plans.season, show)}>
          {formatCount(count)}
        </Link>
      </p>
    );
  return (
    <>
      {line(t('list.todo'), 'missing', plans.missing)}
      {line(t('list.todoApprove'), 'submitted', plans.toApprove)}
    </>
  );
}

type WaitingProps = { season: string; rows: readonly WaitingVisits[]; division: string; named: boolean; mayReview: boolean };

/** What waits and what was returned in one season, as a whole and by place; each number leads to those visits. */
function WaitingInSeason({ season, rows, division, named, mayReview }: WaitingProps) {
  const { t } = useTranslation('review');
  const sum = (key: 'submitted' | 'returned' | 'returnedHouseholds') => rows.reduce((total, row) => total + row[key], 0);
  const queue = (status: 'submitted' | 'returned', below?: string): string => {
    const part: Record<string, string> = below && below !== division ? { below } : {};
    return `/review?${new URLSearchParams({ code: division, season, status, ...part }).toString()}`;
  };
  const number = (status: 'submitted' | 'returned') => (row: WaitingVisits) =>
    row[status] > 0 ? (
      <Link className="link" to={queue(status, row.code)}>
        {formatCount(row[status])}
      </Link>
    ) : (
      '0'
    );
  const whole = (status: 'submitted' | 'returned', words: string, none: string) =>
    sum(status) > 0 ? (
      <Link className="link" to={queue(status)}>
        {words}
      </Link>
    ) : (
      none
    );
  return (
    <section aria-labelledby={`waiting-${season}`} className="mb-6">
      <h2 id={`waiting-${season}`} className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-lead">
        {named && <span>{season}</span>}
        {whole('submitted', t('todo.waiting', { count: sum('submitted') }), t('todo.waitingNone'))}
        {' · '}
        {whole('returned', t('todo.returned', { count: sum('returned') }), t('todo.returnedNone'))}
        {sum('returned') > 0 && ` ${t('todo.returnedHouseholds', { households: sum('returnedHouseholds') })}`}
        {sum('submitted') > 0 && (
          <ButtonLink to={queue('submitted')} look="main" icon="right" className="ml-auto">
            {mayReview ? t('todo.toReview') : t('show')}
          </ButtonLink>
        )}
      </h2>
      <Table
        caption={named ? `${season} ${t('todo.where')}` : t('todo.where')}
        rows={rows.filter((row) => row.submitted + row.returned > 0)}
        rowKey={(row) => row.code}
        maxHeight="calc(100vh - 160px)"
        columns={[
          { key: 'name', heading: t('todo.place'), cell: (row) => row.name },
          { key: 'submitted', heading: t('todo.submitted'), number: true, cell: number('submitted') },
          { key: 'oldest', heading: t('todo.oldest'), cell: (row) => <span className="whitespace-nowrap">{row.oldest ?? '—'}</span> },
          { key: 'returned', heading: t('todo.returnedColumn'), number: true, cell: number('returned') },
        ]}
      />
    </section>
  );
}

type BehindProps = { behind: ReviewTodoProps['behind']; season: string; level: DivisionStep['level']; named: boolean };

/** The villages furthest from complete. */
function Behind({ behind, season, level, named }: BehindProps) {
  const { t } = useTranslation('review');
  return (
    <section aria-labelledby="behind">
      <h2 id="behind" className="mb-2 text-lead">
        {named && `${season} `}
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
            ...(level === 'township'
              ? []
              : [{ key: 'place', heading: t('todo.township'), cell: (row: BehindProps['behind'][number]) => row.place }]),
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
  );
}

/** Records from phones that townships must decide: a township gets the link, an office above it the list of townships. */
function FromPhones({ places, here, mayReview }: { places: readonly UndecidedRecordsAt[]; here: string; mayReview: boolean }) {
  const { t } = useTranslation(['review', 'sync']);
  if (!mayReview && !places.some(({ code }) => code === here)) {
    return (
      <Notice tone="attention" title={t('sync:todo.townships')}>
        <ul>
          {places.map((one) => (
            <li key={one.code}>
              <Link className="link" to={`/waiting?${new URLSearchParams({ code: one.code }).toString()}`}>
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

/** What waits in the subsidies of the open seasons; tasks with nothing are left out. */
function SubsidyTodo({ tasks, code, several }: { tasks: readonly SubsidyTasks[]; code: string; several: boolean }) {
  const { t } = useTranslation('subsidy');
  return (
    <section aria-labelledby="subsidy-todo" className="mb-6">
      <h2 id="subsidy-todo" className="mb-2 text-lead">
        {t('begin')}
      </h2>
      <ul className="card divide-y divide-line px-3">
        {tasks.map(({ season, counts, arrears }) => (
          <li key={season} className="flex flex-wrap items-center gap-x-6 gap-y-1 py-1">
            {several && <span className="text-ink-soft">{season}</span>}
            {counts.map(({ task, count }) => (
              <span key={task} className="flex min-h-row items-center gap-1">
                {t(`todo.${task}`)}{' '}
                <Link className="link font-semibold tabular-nums" to={subsidyAddress(code, season, pageOf(task), { task })}>
                  {formatCount(count)}
                </Link>
              </span>
            ))}
            {arrears > 0 && (
              <span className="flex min-h-row items-center gap-1">
                {t('todo.arrears')}{' '}
                <Link className="link font-semibold tabular-nums" to={subsidyAddress(code, season, 'arrears')}>
                  {t('todo.amount', { amount: formatWanYuan(arrears) })}
                </Link>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function pageOf(task: SubsidyTask): 'policies' | 'payments' {
  return task === 'second' || task === 'level' ? 'policies' : 'payments';
}
