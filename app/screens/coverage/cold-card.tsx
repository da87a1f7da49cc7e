import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Sums } from '~/domain/indicators/measures';
import { Icon } from '~/screens/shared/icon';
import { listAddress } from './addresses';
import { grouped, listName } from './words';

type Props = { code: string; season: string; asOf: string | null; own: Sums; before: Sums | null; seasonBefore: string };

/** 受冻户 is shown as a count, not as a rate, because every single one is urgent (docs/definitions.md#clause-c12). */
export function ColdCard({ code, season, asOf, own, before, seasonBefore }: Props) {
  const { t } = useTranslation(['coverage', 'common']);
  const cold = t('coverage:list.cold');
  const difference = before === null ? null : own.cold - before.cold;
  return (
    <div className="card p-3">
      <div className="flex items-start justify-between gap-1">
        <h3 className="font-medium text-ink-soft">{cold}</h3>
        <details className="no-print relative">
          <summary
            className="flex h-6 w-6 cursor-pointer list-none items-center justify-center text-ink-faint hover:text-action"
            aria-label={t('common:figure.definition', { name: cold })}
          >
            <Icon name="info" size={18} />
          </summary>
          <div
            className="fixed inset-x-4 bottom-4 z-30 rounded border border-line-strong bg-paper p-3 text-small desk:absolute
            desk:inset-x-auto desk:bottom-auto desk:right-0 desk:w-72"
          >
            <p className="mb-1 text-ink">{t('coverage:definition.cold')}</p>
            <p>{t('coverage:definition.formula', { formula: t('coverage:definition.coldFormula') })}</p>
            <p>{t('coverage:definition.clause', { clause: t('coverage:clause.C12') })}</p>
          </div>
        </details>
      </div>
      <p>
        <Link
          to={listAddress(code, season, 'cold', asOf)}
          className="text-action-dark underline decoration-action-line underline-offset-4 hover:decoration-action"
        >
          <span className="text-title font-semibold tabular-nums">{grouped(own.cold)}</span>
          <span className="ml-1">{t('coverage:unit.households')}</span>
        </Link>
      </p>
      <p className="text-small text-ink-faint">
        <Link to={listAddress(code, season, 'V', asOf)} className="text-ink-faint figure-link">
          {listName(t as never, 'V')} {grouped(own.V)}
        </Link>
      </p>
      {difference !== null && (
        <p
          className={`flex items-center gap-1 text-small
            ${difference === 0 ? 'text-ink-faint' : difference < 0 ? 'text-ok' : 'text-danger'}`}
        >
          {difference !== 0 && <Icon name={difference > 0 ? 'up' : 'down'} size={14} />}
          <span aria-hidden="true">
            {difference === 0
              ? t('coverage:count.same', { season: seasonBefore })
              : t('coverage:lists.countOf', { figure: grouped(Math.abs(difference)) })}
          </span>
          <span className="sr-only">
            {difference === 0
              ? ''
              : t(difference > 0 ? 'coverage:count.more' : 'coverage:count.fewer', { season: seasonBefore, count: Math.abs(difference) })}
          </span>
        </p>
      )}
    </div>
  );
}
