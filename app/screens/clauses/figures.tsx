import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { changeInPoints } from '~/domain/indicators/change-of-rate';
import { LISTS_BEHIND, type ListKey } from '~/domain/indicators/household-lists';
import type { Indicator, IndicatorKey } from '~/domain/indicators/indicators';
import { formatArea, formatCount, formatWanYuan } from '~/i18n/formats';
import { listAddress } from '~/screens/coverage/addresses';

/** A numerator or denominator in the unit of its indicator: 1/100 m² as m², 分 as 万元. */
export function partText(unit: Indicator['unit'], value: number): string {
  if (unit === 'area') return formatArea(value);
  return unit === 'money' ? formatWanYuan(value) : formatCount(value);
}

/** A number with the list behind it. Nothing is behind a zero. */
export function Behind({
  code,
  season,
  list,
  children,
  value,
}: {
  code: string;
  season: string;
  list?: ListKey;
  value: number;
  children: ReactNode;
}) {
  return list === undefined || value === 0 ? (
    children
  ) : (
    <Link className="link" to={listAddress(code, season, list)}>
      {children}
    </Link>
  );
}

type Parts = { indicator: IndicatorKey; unit: Indicator['unit']; numerator: number; denominator: number };

/** n / d, each number with its list; `listed` is false where only some villages are counted, which no list shows. */
export function PartsBehind({
  code,
  season,
  indicator,
  unit,
  numerator,
  denominator,
  listed = true,
}: Parts & { code: string; season: string; listed?: boolean }) {
  const { t } = useTranslation('targets');
  const behind = listed ? LISTS_BEHIND[indicator] : undefined;
  return (
    <span className="whitespace-nowrap tabular-nums">
      <Behind code={code} season={season} list={behind?.numerator} value={numerator}>
        {partText(unit, numerator)}
      </Behind>
      {' / '}
      <Behind code={code} season={season} list={behind?.denominator} value={denominator}>
        {partText(unit, denominator)}
      </Behind>{' '}
      <span className="text-small text-ink-faint">{t(`unit.${unit}`)}</span>
    </span>
  );
}

/** How a rate stands against last season. */
export function Change({
  now,
  before,
}: {
  now: { numerator: number; denominator: number };
  before: { numerator: number; denominator: number } | null;
}) {
  const { t } = useTranslation('targets');
  const points = before && changeInPoints(now, before);
  if (points === null) return <span className="text-ink-faint">{t('clauses.noBefore')}</span>;
  if (points === 0) return <>{t('clauses.same')}</>;
  return <>{t(points > 0 ? 'clauses.rise' : 'clauses.fall', { points: Math.abs(points).toFixed(2) })}</>;
}
