import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { figureIn, type RateColumn } from '~/domain/coverage/coverage-columns';
import type { FindingTotals } from '~/domain/findings/counts';
import { figureBehind, LISTS_BEHIND } from '~/domain/indicators/household-lists';
import { indicator } from '~/domain/indicators/indicators';
import type { Sums } from '~/domain/indicators/measures';
import { formatRate } from '~/domain/indicators/rate';
import { formatCount } from '~/i18n/formats';
import { findingsAddress } from '~/screens/findings/addresses';
import { Figure } from '~/screens/shared/figure';
import { listAddress } from './addresses';
import { ColdCard } from './cold-card';

/**
 * The cards in the order of the clauses: surveyed, covered, converted, connected, in use; then stable, loose coal, cold; then
 * area and let rooms.
 */
const CARDS = [
  'completeness',
  'coverage',
  'conversionRate',
  'connectionRate',
  'useRate',
  'residentUseRate',
  'cleanRateHouseholds',
  'stableRate',
  'reburnRate',
  'suspectedRate',
  'cold',
  'letConnectedRate',
  'letUsedRate',
  'cleanRateArea',
] as const satisfies readonly (RateColumn | 'cold')[];

const LESS_IS_BETTER: ReadonlySet<RateColumn> = new Set(['reburnRate', 'suspectedRate']);

/** `asOf`: the past day of the figures, null for the stored ones. */
type Props = { code: string; season: string; asOf: string | null; own: Sums; before: Sums | null; seasonBefore: string };

/** The figures of a division, in two rows on a desk so that the table below stays visible. */
export function IndicatorCards({ findings, ...props }: Props & { findings: FindingTotals }) {
  const { t } = useTranslation('coverage');
  return (
    <section aria-label={t('figures')} className="mb-6">
      <div className="grid grid-cols-2 gap-2 tablet:grid-cols-4 wide:grid-cols-7 print:grid-cols-7">
        {CARDS.map((card) =>
          card === 'cold' ? <ColdCard key={card} {...props} /> : <IndicatorCard key={card} column={card} {...props} />,
        )}
      </div>
      <div className="mt-1 flex flex-wrap justify-between gap-x-4 text-small text-ink-faint">
        <Rectified code={props.code} season={props.season} asOf={props.asOf} {...findings} />
        {props.before && <p>{t('comparedWith', { season: props.seasonBefore })}</p>}
      </div>
    </section>
  );
}

type RectifiedProps = FindingTotals & Pick<Props, 'code' | 'season' | 'asOf'>;

/** 问题数, 已整改 and 整改率: findings, not households, so they stand beside the cards. */
function Rectified({ code, season, asOf, findings, closed }: RectifiedProps) {
  const { t } = useTranslation('coverage');
  const figure = (count: number, state: 'all' | 'closed') => (
    <Link className="text-ink-faint figure-link" to={findingsAddress(code, season, { state }, asOf)}>
      {formatCount(count)}
    </Link>
  );
  return (
    <p className="tabular-nums">
      {t('rectified.findings')} {figure(findings, 'all')}
      {t('rectified.closed')} {figure(closed, 'closed')}
      {t('rectified.rate', { rate: formatRate(closed, findings) })}
    </p>
  );
}

function IndicatorCard({ column, code, season, asOf, own, before, seasonBefore }: Props & { column: RateColumn }) {
  const { t } = useTranslation('coverage');
  const now = figureIn(column, own);
  const last = before && figureIn(column, before);
  const behind = LISTS_BEHIND[column]!;
  const lacking =
    behind.lacking && behind.lacking !== behind.numerator ? { list: behind.lacking, count: figureBehind(behind.lacking, own) } : null;
  const unit = indicator(column).unit;
  return (
    <Figure
      name={t(`column.${column}`)}
      numerator={now.numerator}
      denominator={now.denominator}
      unit={unit === 'households' ? undefined : t(`unit.${unit as 'rooms' | 'area'}`)}
      before={last ? { ...last, season: seasonBefore } : undefined}
      better={LESS_IS_BETTER.has(column) ? 'less' : 'more'}
      to={listAddress(code, season, behind.numerator, asOf)}
      denominatorTo={listAddress(code, season, behind.denominator, asOf)}
      lacking={
        lacking && lacking.count > 0 ? (
          <Link className="link" to={listAddress(code, season, lacking.list, asOf)}>
            {t('lackingLink', { list: t(`lacking.${lacking.list as 'notVisited'}`), figure: formatCount(lacking.count) })}
          </Link>
        ) : undefined
      }
      definition={<Definition column={column} />}
    />
  );
}

function Definition({ column }: { column: RateColumn }) {
  const { t } = useTranslation('coverage');
  const { clause } = indicator(column);
  return (
    <>
      <p className="mb-1 text-ink">{t(`indicator.${column}.definition`)}</p>
      <p>{t('definition.formula', { formula: t(`indicator.${column}.formula`) })}</p>
      <p>{t('definition.basis', { basis: t(`indicator.${column}.basis`) })}</p>
      <p>{t('definition.clause', { clause: t(`clause.${clause as 'C5'}`) })}</p>
    </>
  );
}
