import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FundingLevel, PolicyKind } from '~/domain/contract/enumerations';
import { keysOf } from '~/domain/contract/enumerations';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant, formatYuan } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { JobProgress, JobStateChip, type JobView } from '~/screens/shared/job-progress';
import { Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { subsidyAddress } from './addresses';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

/** The result of a computation for one policy: the current state and the new one. */
type PolicyDifference = {
  policy: string;
  kind: PolicyKind;
  households: number;
  due: number;
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  difference: number;
  overpaid: number;
};
type ComputeOutcome = {
  dryRun: boolean;
  policies: readonly PolicyDifference[];
  levels: Record<FundingLevel, number>;
  without: readonly { reason: string; policy: string; households: number }[];
};
type ComputeRun = { job: JobView; dryRun: boolean; outcome: ComputeOutcome | null; stillTrue: boolean };

type Props = SubsidyPlace & {
  current: { policies: number; households: number; due: number };
  /** Policies that give nothing yet, because somebody has to confirm them. */
  toConfirm: number;
  latest: ComputeRun | null;
  mayCompute: boolean;
  reply?: FormReply;
  busy: boolean;
};

/** 核定应补: a trial, its differences, then the computation. Amounts already paid never change. */
export function EntitlementsScreen({ current, toConfirm, latest, mayCompute, reply, busy, ...place }: Props) {
  const { t } = useTranslation('subsidy');
  const { season, closed } = place;
  const division = place.trail[place.trail.length - 1]!;
  const working = latest !== null && (latest.job.state === 'waiting' || latest.job.state === 'running');
  return (
    <SubsidyPageFrame page="entitlements" heading={t('entitlements.title', { name: division.name })} {...place}>
      <ErrorSummary reply={reply} />
      <p className="mb-3 max-w-form text-ink-soft">{t('entitlements.lead')}</p>
      <p className="mb-4 text-lead">
        {t('entitlements.now', {
          policies: current.policies,
          households: formatCount(current.households),
          amount: formatYuan(current.due),
        })}
      </p>
      {toConfirm > 0 && (
        <Notice tone="attention">
          {t('entitlements.toConfirm', { count: toConfirm })}{' '}
          <Link className="link" to={subsidyAddress(division.code, season, 'policies')}>
            {t('overview.seePolicies')}
          </Link>
        </Notice>
      )}
      {current.policies === 0 && toConfirm === 0 && (
        <EmptyState title={t('entitlements.noPolicy', { season })}>
          <p>{t('entitlements.noPolicyNow')}</p>
          <p className="mt-3">
            <ButtonLink to={subsidyAddress(division.code, season, 'policies')}>{t('overview.toPolicies')}</ButtonLink>
          </p>
        </EmptyState>
      )}
      {mayCompute && !closed && current.policies > 0 && !working && (
        <Form method="post" className="mb-6 flex flex-wrap gap-2">
          <Csrf />
          <Button look={latest?.outcome?.dryRun && latest.stillTrue ? 'plain' : 'main'} name="do" value="try" icon="search" disabled={busy}>
            {t('entitlements.try')}
          </Button>
        </Form>
      )}
      {closed && <Notice tone="neutral">{t('entitlements.closed', { season })}</Notice>}
      {latest && (
        <section aria-labelledby="latest" className="card p-4">
          <h2 id="latest" className="mb-2 flex flex-wrap items-center gap-2 text-lead">
            {t(
              working
                ? latest.dryRun
                  ? 'entitlements.trying'
                  : 'entitlements.doing'
                : latest.dryRun
                  ? 'entitlements.tried'
                  : 'entitlements.done',
            )}
            {!working && <JobStateChip state={latest.job.state} />}
            <span className="text-small font-normal text-ink-faint">{formatInstant(latest.job.createdAt)}</span>
          </h2>
          {working || latest.outcome === null ? (
            <JobProgress job={latest.job} />
          ) : (
            <Outcome outcome={latest.outcome} division={division.code} season={season} />
          )}
          {latest.outcome?.dryRun && mayCompute && !closed && (
            <Form method="post" className="mt-4">
              <Csrf />
              {latest.stillTrue ? (
                <div className="flex flex-wrap items-center gap-3">
                  <Button look="main" name="do" value="compute" icon="check" disabled={busy}>
                    {t('entitlements.confirm')}
                  </Button>
                  <span className="text-ink-soft">{t('entitlements.confirmWhat')}</span>
                </div>
              ) : (
                <Notice tone="attention">{t('entitlements.outdated')}</Notice>
              )}
            </Form>
          )}
        </section>
      )}
    </SubsidyPageFrame>
  );
}

function Outcome({ outcome, division, season }: { outcome: ComputeOutcome; division: string; season: string }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { policies, levels, without } = outcome;
  const sum = (key: 'households' | 'due' | 'added' | 'changed' | 'removed' | 'unchanged' | 'difference' | 'overpaid') =>
    policies.reduce((total, row) => total + row[key], 0);
  const total = {
    policy: '',
    kind: 'operating' as PolicyKind,
    households: sum('households'),
    due: sum('due'),
    added: sum('added'),
    changed: sum('changed'),
    removed: sum('removed'),
    unchanged: sum('unchanged'),
    difference: sum('difference'),
    overpaid: sum('overpaid'),
  };
  if (policies.length === 0) return <p>{t('entitlements.nothing')}</p>;
  const signed = (fen: number): string => `${fen > 0 ? '+' : ''}${formatYuan(fen)}`;
  return (
    <>
      <p className="mb-2">
        {t(outcome.dryRun ? 'entitlements.would' : 'entitlements.has', {
          households: formatCount(total.households),
          amount: formatYuan(total.due),
          difference: signed(total.difference),
        })}
      </p>
      <Table
        caption={t('entitlements.byPolicy')}
        rows={policies}
        rowKey={(row) => row.policy}
        total={total}
        columns={[
          {
            key: 'policy',
            heading: t('field.policy'),
            cell: (row) =>
              row.policy === '' ? (
                t('sum')
              ) : (
                <span className="whitespace-nowrap">
                  {row.policy} <span className="text-small text-ink-soft">{t(`enums:policyKind.${row.kind}`)}</span>
                </span>
              ),
          },
          { key: 'households', heading: t('entitlements.entries'), number: true, cell: (row) => formatCount(row.households) },
          { key: 'due', heading: t('money.dueYuan'), number: true, cell: (row) => formatYuan(row.due) },
          { key: 'added', heading: t('entitlements.added'), number: true, cell: (row) => formatCount(row.added) },
          { key: 'changed', heading: t('entitlements.changed'), number: true, cell: (row) => formatCount(row.changed) },
          { key: 'removed', heading: t('entitlements.removed'), number: true, cell: (row) => formatCount(row.removed) },
          { key: 'unchanged', heading: t('entitlements.unchanged'), number: true, cell: (row) => formatCount(row.unchanged) },
          { key: 'difference', heading: t('entitlements.difference'), number: true, cell: (row) => signed(row.difference) },
          {
            key: 'overpaid',
            heading: t('money.overpaidYuan'),
            number: true,
            cell: (row) => (
              <span className={row.overpaid > 0 ? 'font-semibold text-danger' : 'text-ink-faint'}>{formatYuan(row.overpaid)}</span>
            ),
          },
        ]}
      />
      <p className="mt-2">
        {keysOf('level')
          .filter((level) => levels[level] > 0)
          .map((level) => t('entitlements.ofLevel', { level: t(`enums:level.${level}`), amount: formatYuan(levels[level]) }))
          .join(t('trace.comma'))}
      </p>
      {without.length > 0 && (
        <>
          <h3 className="mb-1 mt-3 font-medium">{t('entitlements.without')}</h3>
          <ul className="list-disc pl-5">
            {without.map((row) => (
              <li key={`${row.policy} ${row.reason}`}>
                <Link
                  className="link"
                  to={`/subsidy/${division}/without?${new URLSearchParams({ season, policy: row.policy, reason: row.reason }).toString()}`}
                >
                  {t(`entitlements.reason.${row.reason as 'no-quantity'}`, { policy: row.policy, households: formatCount(row.households) })}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {!outcome.dryRun && (
        <p className="mt-3">
          <Link className="link" to={subsidyAddress(division, season, 'payments')}>
            {t('entitlements.toPayments')}
          </Link>
        </p>
      )}
    </>
  );
}
