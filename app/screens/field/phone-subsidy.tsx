import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSubsidy } from '~/domain/sync/protocol';
import { formatYuan } from '~/i18n/formats';
import { ContinuityChip } from '~/screens/subsidy/continuity-chip';

/**
 * “我家的补贴呢”, shown at the door without a network: the last seasons from the work package, each with what was due, what arrived
 * and what is still owed, the reason for its continuity, and how each amount was computed.
 */
export function PhoneSubsidy({ seasons, calls }: { seasons: readonly FieldSubsidy[]; calls: ReactNode }) {
  const { t } = useTranslation('phone');
  return (
    <section className="card p-3" aria-labelledby="subsidy">
      <h2 id="subsidy" className="mb-2 text-lead">
        {t('subsidy.title')}
      </h2>
      {seasons.length === 0 && <p className="text-ink-soft">{t('subsidy.none')}</p>}
      <ol className="space-y-2">
        {seasons.map((season) => (
          <li key={season.season} className="border-l-4 border-line pl-2">
            <p className="flex flex-wrap items-center gap-x-2">
              <span className="font-medium">{season.season}</span>
              {season.continuity && <ContinuityChip continuity={season.continuity} />}
            </p>
            {season.why && <p>{season.why}</p>}
            {season.since && <p className="text-small text-ink-soft">{t('subsidy.since', { season: season.since })}</p>}
            {season.due > 0 && (
              <p>
                {season.paid === 0
                  ? t('subsidy.paidNothing', { due: formatYuan(season.due) })
                  : t('subsidy.paidOf', { paid: formatYuan(season.paid), due: formatYuan(season.due) })}
              </p>
            )}
            {season.owed > 0 && season.dueOn && <p>{t('subsidy.owed', { amount: formatYuan(season.owed), day: season.dueOn })}</p>}
            {season.failReason && <p className="text-danger">{t('subsidy.failed', { reason: season.failReason })}</p>}
            {season.how && (
              <details>
                <summary className="link flex min-h-target cursor-pointer items-center">{t('subsidy.how')}</summary>
                <ul className="list-disc space-y-1 pl-5">
                  {season.how.map((sentence) => (
                    <li key={sentence}>{sentence}</li>
                  ))}
                </ul>
              </details>
            )}
            {season.lastPaidOn && <p className="text-small text-ink-soft">{t('subsidy.lastPaid', { day: season.lastPaidOn })}</p>}
          </li>
        ))}
      </ol>
      <div className="mt-3">{calls}</div>
    </section>
  );
}
