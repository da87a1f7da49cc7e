import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Sums } from '~/domain/indicators/measures';
import { Explains } from '~/screens/shared/figure';
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
        <Explains name={cold}>
          <p className="mb-1 text-ink">{t('coverage:definition.cold')}</p>
          <p>{t('coverage:definition.formula', { formula: t('coverage:definition.coldFormula') })}</p>
          <p>{t('coverage:definition.clause', { clause: t('coverage:clause.C12') })}</p>
        </Explains>
      </div>
      <p>
        <Link to={listAddress(code, season, 'cold', asOf)} className="rate-link">
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
