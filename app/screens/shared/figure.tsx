import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { changeInPoints } from '~/domain/indicators/change-of-rate';
import { formatRate } from '~/domain/indicators/rate';
import { formatCount } from '~/i18n/formats';
import { Icon } from './icon';

type Props = {
  name: string;
  numerator: number;
  denominator: number;
  /** The values of the season before; without them no change is shown. */
  before?: { numerator: number; denominator: number; season: string };
  /** Whether more is better (coverage) or worse (reburning); colours the change. Absent when neither. */
  better?: 'more' | 'less';
  /** The address of the list of the numerator. */
  to?: string;
  /** The address of the list of the denominator. */
  denominatorTo?: string;
  /** A link to the households that are missing in the numerator, which somebody has to visit. */
  lacking?: ReactNode;
  /** Definition, basis and clause. */
  definition?: ReactNode;
  unit?: string;
};

/** ⓘ beside a figure: how it is worked out, when pressed. */
export function Explains({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useTranslation('common');
  return (
    <details className="explains no-print">
      <summary aria-label={t('figure.definition', { name })}>
        <Icon name="info" size={18} />
      </summary>
      <div>{children}</div>
    </details>
  );
}

/** The standard form of a figure: the rate, then numerator and denominator, then the change against last season. */
export function Figure({ name, numerator, denominator, before, better, to, denominatorTo, lacking, definition, unit }: Props) {
  const rate = <span className="text-title font-semibold tabular-nums">{formatRate(numerator, denominator)}</span>;
  return (
    <div className="card p-3">
      <div className="flex items-start justify-between gap-1">
        <h3 className="font-medium text-ink-soft">{name}</h3>
        {definition && <Explains name={name}>{definition}</Explains>}
      </div>
      <p>
        {to ? (
          <Link to={to} className="rate-link">
            {rate}
          </Link>
        ) : (
          rate
        )}
      </p>
      <p className="text-small tabular-nums text-ink-faint">
        <Part text={formatCount(Math.round(numerator))} to={to} />/<Part text={formatCount(Math.round(denominator))} to={denominatorTo} />
        {unit}
      </p>
      {lacking && <p className="text-small">{lacking}</p>}
      {before && <Change now={{ numerator, denominator }} before={before} better={better} />}
    </div>
  );
}

function Part({ text, to }: { text: string; to?: string }) {
  return to ? (
    <Link to={to} className="text-ink-faint figure-link">
      {text}
    </Link>
  ) : (
    text
  );
}

function Change({
  now,
  before,
  better,
}: {
  now: { numerator: number; denominator: number };
  before: NonNullable<Props['before']>;
  better: Props['better'];
}) {
  const { t } = useTranslation('common');
  const points = changeInPoints(now, before);
  if (points === null) return <p className="text-small text-ink-faint">{t('figure.noComparison', { season: before.season })}</p>;
  if (points === 0) return <p className="text-small text-ink-faint">{t('figure.same', { season: before.season })}</p>;
  const size = Math.abs(points).toFixed(2);
  const good = better === undefined ? undefined : points > 0 === (better === 'more');
  const sentence = t(points > 0 ? 'figure.rise' : 'figure.fall', { points: size, season: before.season });
  return (
    <p
      title={sentence}
      className={`flex items-center gap-1 text-small ${good === undefined ? 'text-ink-faint' : good ? 'text-ok' : 'text-danger'}`}
    >
      <Icon name={points > 0 ? 'up' : 'down'} size={14} />
      <span aria-hidden="true" className="whitespace-nowrap">
        {t('figure.points', { points: size })}
      </span>
      <span className="sr-only">{sentence}</span>
    </p>
  );
}
