import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { formatRate } from '~/domain/indicators/rate';
import { type AreaState, PLAN_SHOWS, type PlanShow } from '~/domain/plans/plan-list';
import type { PlanState } from '~/domain/plans/plan-states';
import type { Trigger } from '~/domain/plans/village-trigger';
import { formatCount } from '~/i18n/formats';
import { AsOf } from '~/screens/coverage/as-of';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { householdsBehind } from '~/screens/subsidy/addresses';
import { ListPages } from '~/screens/subsidy/list-pages';
import { newPlanAddress, planAddress, plansAddress } from './addresses';
import { type Followed, ShareChange } from './share-change';
import { PlanStateChip } from './state-chip';

type Village = {
  code: string;
  name: string;
  place: string;
  countyCode: string;
  compared: number;
  unstable: number;
  reburning: number;
  triggers: readonly Trigger[];
  state: AreaState;
  plan: { number: string; name: string; unit: string; dueOn: string | null; overdue: boolean; again: boolean } | null;
};
type Plan = {
  number: string;
  countyCode: string;
  name: string;
  season: string;
  state: PlanState;
  villages: number;
  first: Followed | null;
  latest: Followed | null;
  again: boolean;
};
type Props = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  asOf: string;
  closed: boolean;
  limits: { fewest: number; unstable: number; reburn: number };
  show: PlanShow;
  page: number;
  more: boolean;
  counts: Record<PlanShow, number>;
  villages: readonly Village[];
  plans: readonly Plan[];
  mayWrite: boolean;
};

/** 可持续运营方案: the villages that need one, and how those there are do. */
export function PlansScreen(props: Props) {
  const { t } = useTranslation('plans');
  const { trail, season, show, limits, counts } = props;
  const division = trail[trail.length - 1]!;
  const ofVillages = show === 'all' || show === 'missing';
  return (
    <DeskPage
      heading={t('title')}
      breadcrumb={trail.map((step, at) => ({
        name: step.name,
        to: at < trail.length - 1 ? plansAddress(step.code, season, show) : undefined,
      }))}
      season={<SeasonSwitch seasons={props.seasons} current={season} />}
      asOf={<AsOf season={season} day={props.asOf} closed={props.closed} />}
      actions={
        props.mayWrite && counts.missing > 0 ? (
          <ButtonLink to={newPlanAddress(division.code, season)} look="main" icon="plus">
            {t('list.new')}
          </ButtonLink>
        ) : undefined
      }
      printWide
    >
      <p className="mb-3 max-w-3xl text-ink-soft">{t('what', limits)}</p>
      <nav aria-label={t('title')} className="no-print mb-3 flex flex-wrap gap-2">
        {PLAN_SHOWS.map((one) => (
          <Link
            key={one}
            to={plansAddress(division.code, season, one)}
            aria-current={one === show ? 'page' : undefined}
            className={`inline-flex min-h-target items-center gap-1 rounded border px-4 no-underline ${
              one === show ? 'border-action bg-action-wash font-semibold text-action-dark' : 'border-line-strong bg-paper text-ink'
            }`}
          >
            {t(`tab.${one}`)} <span className="tabular-nums">{formatCount(counts[one])}</span>
          </Link>
        ))}
      </nav>
      {ofVillages ? <Villages {...props} /> : <Plans {...props} />}
      <ListPages page={props.page} more={props.more} />
    </DeskPage>
  );
}

function Villages({ season, show, villages, mayWrite }: Props) {
  const { t } = useTranslation('plans');
  const behind = (village: Village, flag: 'unstable' | 'B', count: number) =>
    count === 0 ? (
      '0'
    ) : (
      <Link className="link" to={householdsBehind(village.code, season, flag)}>
        {formatCount(count)}
      </Link>
    );
  const share = (count: number, of: number) => <span className="whitespace-nowrap text-ink-soft">{formatRate(count, of)}</span>;
  const columns: Column<Village>[] = [
    {
      key: 'village',
      heading: t('column.village'),
      cell: (row) => (
        <>
          <span className="whitespace-nowrap">{row.name}</span>{' '}
          {row.place && <span className="whitespace-nowrap font-normal text-ink-soft">{row.place}</span>}
        </>
      ),
    },
    {
      key: 'triggers',
      heading: t('column.triggers'),
      cell: (row) => <span className="whitespace-nowrap">{row.triggers.map((one) => t(`trigger.${one}`)).join(t('comma'))}</span>,
    },
    { key: 'compared', heading: t('column.compared'), number: true, cell: (row) => formatCount(row.compared) },
    { key: 'unstable', heading: t('column.unstable'), number: true, cell: (row) => behind(row, 'unstable', row.unstable) },
    { key: 'unstableShare', heading: t('column.unstableShare'), number: true, cell: (row) => share(row.unstable, row.compared) },
    { key: 'reburning', heading: t('column.reburning'), number: true, cell: (row) => behind(row, 'B', row.reburning) },
    { key: 'reburnShare', heading: t('column.reburnShare'), number: true, cell: (row) => share(row.reburning, row.compared) },
    {
      key: 'state',
      heading: t('list.state'),
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          <PlanStateChip state={row.state} />
          {row.plan?.again && (
            <Chip tone="attention" icon="alert">
              {t('list.again')}
            </Chip>
          )}
        </span>
      ),
    },
    {
      key: 'plan',
      heading: t('list.plan'),
      cell: (row) => {
        if (row.plan)
          return (
            <Link className="link inline-block min-w-[14rem]" to={planAddress(row.countyCode, row.plan.number)}>
              {row.plan.name}
            </Link>
          );
        if (!mayWrite) return '—';
        return (
          <Link className="link whitespace-nowrap" to={newPlanAddress(row.countyCode, season, row.code)}>
            {t('list.newFor')}
          </Link>
        );
      },
    },
    { key: 'unit', heading: t('column.unit'), cell: (row) => row.plan?.unit || '—' },
    {
      key: 'dueOn',
      heading: t('column.dueOn'),
      cell: (row) => (
        <span className="whitespace-nowrap">
          {row.plan?.dueOn ?? '—'} {row.plan?.overdue && <Chip tone="danger">{t('list.overdue')}</Chip>}
        </span>
      ),
    },
  ];
  return (
    <Table
      columns={columns}
      rows={villages}
      rowKey={(row) => row.code}
      caption={t('title')}
      empty={
        <EmptyState title={t(show === 'missing' ? 'list.noneMissing' : 'list.none')}>
          <p>{t('list.noneWhat')}</p>
        </EmptyState>
      }
    />
  );
}

function Plans({ plans }: Props) {
  const { t } = useTranslation('plans');
  const figures = (one: Followed | null) =>
    one === null ? '—' : `${t('list.both', { unstable: one.unstable, reburning: one.reburning, compared: one.compared })}`;
  const columns: Column<Plan>[] = [
    {
      key: 'plan',
      heading: t('list.plan'),
      cell: (row) => (
        <Link className="link inline-block min-w-[14rem]" to={planAddress(row.countyCode, row.number)}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'state',
      heading: t('list.state'),
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          <PlanStateChip state={row.state} />
          {row.again && (
            <Chip tone="attention" icon="alert">
              {t('list.again')}
            </Chip>
          )}
        </span>
      ),
    },
    { key: 'villages', heading: t('list.villages'), number: true, cell: (row) => formatCount(row.villages) },
    { key: 'season', heading: t('list.then'), cell: (row) => row.season },
    { key: 'first', heading: t('list.firstFigures'), cell: (row) => figures(row.first) },
    { key: 'latest', heading: t('list.now'), cell: (row) => row.latest?.season ?? '—' },
    { key: 'latestFigures', heading: t('list.latestFigures'), cell: (row) => figures(row.latest) },
    {
      key: 'unstableChange',
      heading: t('column.unstableShare'),
      cell: (row) => <ShareChange change={row.latest?.unstableShare ?? null} />,
    },
    { key: 'reburnChange', heading: t('column.reburnShare'), cell: (row) => <ShareChange change={row.latest?.reburnShare ?? null} /> },
  ];
  return (
    <>
      <p className="mb-2 text-ink-soft">{t('list.followWhat')}</p>
      <Table
        columns={columns}
        rows={plans}
        rowKey={(row) => row.number}
        caption={t('list.follow')}
        empty={<EmptyState title={t('list.noPlans')} />}
      />
    </>
  );
}
