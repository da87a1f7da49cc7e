import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { FINDING_STATES, type FindingState } from '~/domain/findings/life';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { FINDING_ONLY, type FindingOnly } from '~/domain/tables/findings-table';
import { findingKind } from '~/i18n/finding-sentence';
import { formatCount } from '~/i18n/formats';
import { findingsAddress } from './addresses';

export type DeskCountsProps = {
  states: Record<FindingState, number>;
  kinds: readonly { kind: RuleCode | 'hand'; count: number }[];
  /** Null for a past day. */
  only: Record<FindingOnly, number> | null;
};

/** 各类数目 above the table: each leads to the list it counts. */
export function DeskCounts({ code, season, asOf, counts }: { code: string; season: string; asOf: string | null; counts: DeskCountsProps }) {
  const { t } = useTranslation(['findings-desk', 'findings']);
  const only = counts.only;
  return (
    <section aria-label={t('findings-desk:counts.label')} className="card no-print mb-4 divide-y divide-line px-3">
      {only && (
        <Row label={t('findings-desk:counts.today')}>
          {FINDING_ONLY.map((one) => (
            <Count
              key={one}
              label={t(`findings-desk:only.${one}`)}
              count={only[one]}
              danger={one === 'urgent' || one === 'overdue'}
              to={findingsAddress(code, season, { only: one })}
            />
          ))}
        </Row>
      )}
      <Row label={t('findings-desk:counts.byState')}>
        {FINDING_STATES.map((state) => (
          <Count
            key={state}
            label={t(`findings-desk:state.${state}`)}
            count={counts.states[state]}
            to={findingsAddress(code, season, { state }, asOf)}
          />
        ))}
      </Row>
      {counts.kinds.length > 0 && (
        <Row label={t('findings-desk:counts.byKind')}>
          {counts.kinds.map(({ kind, count }) => (
            <Count
              key={kind}
              label={
                kind === 'hand' ? t('findings-desk:kindFilter.hand') : findingKind(t as never, { rule: kind, kind: null, reportKind: null })
              }
              count={count}
              to={findingsAddress(code, season, { kind }, asOf)}
            />
          ))}
        </Row>
      )}
    </section>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-5 py-1">
      <h2 className="text-small text-ink-faint">{label}</h2>
      {children}
    </div>
  );
}

function Count({ label, count, to, danger }: { label: string; count: number; to: string; danger?: boolean }) {
  return (
    <span className="inline-flex min-h-row items-center gap-1">
      {label}{' '}
      {count === 0 ? (
        <span className="text-ink-faint">0</span>
      ) : (
        <Link className={`link font-semibold tabular-nums ${danger ? 'text-danger' : ''}`} to={to}>
          {formatCount(count)}
        </Link>
      )}
    </span>
  );
}
