import { Link } from '@remix-run/react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Continuity, FundingLevel, PayMethod, PolicyKind } from '~/domain/contract/enumerations';
import { formatYuan } from '~/i18n/formats';
import { Icon } from '~/screens/shared/icon';
import { Chip } from '~/screens/shared/notice';
import { subsidyPartAddress } from './addresses';
import { ContinuityChip } from './continuity-chip';

type StripPayment = {
  /** The division of its batch; a phone has none. */
  at?: string;
  batch: string;
  level: FundingLevel;
  amount: number;
  method: PayMethod | null;
  paidOn: string | null;
  result: 'ok' | 'failed' | 'pending';
  failReason: string | null;
};
type StripEntitlement = {
  season: string;
  policy: string;
  document: string;
  kind: PolicyKind;
  dueOn: string;
  due: number;
  paid: number;
  /** How the amount was computed, in words a villager can read. */
  sentences: readonly string[];
  payments: readonly StripPayment[];
};
type StripSeason = {
  season: string;
  continuity: Continuity;
  /** The reason, in words a cadre can say at the door. */
  sentence: string;
  due: number;
  paid: number;
  /** The season since which it is so. */
  since: string;
};
type StripTakenOut = { batch: string; reason: string; amount: number; on: string };
export type HouseholdSubsidyProps = {
  seasons: readonly StripSeason[];
  entitlements: readonly StripEntitlement[];
  /** Batches the household was taken out of before they were paid. */
  takenOut: readonly StripTakenOut[];
  /** Whom to ask. */
  calls?: ReactNode;
  /** The division whose policies and batches this person may open. */
  linkedAt?: string | null;
};

/**
 * “我家的补贴呢”: a household's seasons side by side, the reason for each continuity, and what was due and paid. It takes only props,
 * so that a phone without a network can show it too.
 */
export function HouseholdSubsidy({ seasons, entitlements, takenOut, calls, linkedAt = null }: HouseholdSubsidyProps) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const section = useRef<HTMLElement>(null);
  // Folded parts are opened for printing, because nobody can unfold them on paper.
  useEffect(() => {
    const unfold = () =>
      section.current?.querySelectorAll('details').forEach((one) => {
        one.open = true;
      });
    window.addEventListener('beforeprint', unfold);
    return () => window.removeEventListener('beforeprint', unfold);
  }, []);
  return (
    <section className="card p-3" aria-labelledby="subsidy" ref={section}>
      <h2 id="subsidy" className="mb-2 text-lead">
        {t('household.title')}
      </h2>
      {seasons.length === 0 && <p className="text-ink-soft">{t('household.none')}</p>}
      {seasons.length > 0 && (
        <ol className="mb-3 space-y-2">
          {seasons.map((season) => (
            <li key={season.season} className="border-l-4 border-line pl-2">
              <p className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium">{season.season}</span>
                <ContinuityChip continuity={season.continuity} />
              </p>
              {season.sentence !== '' && <p>{season.sentence}</p>}
              {season.due > 0 && (
                <p className="text-small text-ink-soft">
                  {t('household.paidOf', { paid: formatYuan(season.paid), due: formatYuan(season.due) })}
                </p>
              )}
              {season.since !== season.season && season.continuity !== 'not_applicable' && (
                <p className="text-small text-ink-faint">{t('household.since', { season: season.since })}</p>
              )}
            </li>
          ))}
        </ol>
      )}
      {takenOut.map(({ batch, on, amount, reason }) => (
        <p key={`${batch} ${on}`} className="mb-2 border-l-4 border-attention-line pl-2">
          {t('household.takenOut', { batch, on, amount: formatYuan(amount), reason })}
        </p>
      ))}
      {entitlements.map((entitlement) => (
        <OneEntitlement key={`${entitlement.season} ${entitlement.policy}`} entitlement={entitlement} linkedAt={linkedAt} />
      ))}
      {calls && <div className="mt-3">{calls}</div>}
    </section>
  );
}

function OneEntitlement({ entitlement, linkedAt }: { entitlement: StripEntitlement; linkedAt: string | null }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { due, paid } = entitlement;
  return (
    <details className="border-t border-line py-1">
      <summary className="flex min-h-target cursor-pointer list-none flex-wrap items-center gap-x-2">
        <Icon name="down" size={16} className="text-ink-faint" />
        <span className="min-w-[9rem] flex-1">
          <span className="whitespace-nowrap">{entitlement.season}</span> {t(`enums:policyKind.${entitlement.kind}`)}
        </span>
        {paid > due ? (
          <Chip tone="danger">{t('household.overpaid', { amount: formatYuan(paid - due) })}</Chip>
        ) : paid < due ? (
          <Chip tone="attention">{t('household.owed', { amount: formatYuan(due - paid) })}</Chip>
        ) : (
          <Chip tone="ok" icon="check">
            {t('household.full')}
          </Chip>
        )}
        <span className="w-full pl-6 text-small tabular-nums text-ink-soft">
          {t('household.paidOf', { paid: formatYuan(paid), due: formatYuan(due) })}
        </span>
      </summary>
      <div className="space-y-2 pb-2 pl-6">
        <p className="text-small text-ink-soft">
          {t('household.by', { document: entitlement.document, policy: entitlement.policy, dueOn: entitlement.dueOn })}{' '}
          {linkedAt !== null && (
            <Link className="link" to={subsidyPartAddress(linkedAt, entitlement.season, 'policies', entitlement.policy)}>
              {t('household.toPolicy')}
            </Link>
          )}
        </p>
        {entitlement.sentences.length > 0 && (
          <ul className="list-disc space-y-0.5 pl-4">
            {entitlement.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        {entitlement.payments.length === 0 ? (
          <p className="text-ink-soft">{t('household.noPayment')}</p>
        ) : (
          <ul className="divide-y divide-line">
            {entitlement.payments.map((payment) => (
              <li key={`${payment.batch} ${payment.level}`} className="flex flex-wrap items-center gap-x-2 py-1">
                <span className="font-medium tabular-nums">
                  {formatYuan(payment.amount)} {t('yuanUnit')}
                </span>
                <span>
                  {t('household.payment', {
                    level: t(`enums:level.${payment.level}`),
                    method: payment.method ? t(`enums:payMethod.${payment.method}`) : '',
                  })}
                </span>
                <span className="text-ink-soft">{payment.paidOn}</span>
                {payment.at !== undefined && payment.at === linkedAt && (
                  <Link className="link" to={subsidyPartAddress(payment.at, entitlement.season, 'payments', payment.batch)}>
                    {t('household.batch', { batch: payment.batch })}
                  </Link>
                )}
                {payment.result === 'failed' ? (
                  <Chip tone="danger" icon="alert">
                    {t('household.failed', { reason: payment.failReason ?? '' })}
                  </Chip>
                ) : payment.result === 'pending' ? (
                  <Chip icon="clock">{t('result.pending')}</Chip>
                ) : (
                  <Chip tone="ok" icon="check">
                    {t('result.ok')}
                  </Chip>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
