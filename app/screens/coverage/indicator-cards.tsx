import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { figureIn, type RateColumn } from '~/domain/coverage/coverage-columns';
import { LISTS_BEHIND, valueOf } from '~/domain/indicators/household-lists';
import { indicator } from '~/domain/indicators/indicators';
import type { Sums } from '~/domain/indicators/measures';
import { Figure } from '~/screens/shared/figure';
import { listAddress } from './addresses';
import { ColdCard } from './cold-card';
import { grouped, listName } from './words';

const GROUPS = [
  { key: 'three', cards: ['completeness', 'coverage', 'conversionRate', 'connectionRate', 'useRate', 'residentUseRate'] },
  { key: 'stable', cards: ['stableRate', 'reburnRate', 'suspectedRate', 'cold'] },
  { key: 'clean', cards: ['cleanRateHouseholds', 'cleanRateArea'] },
  { key: 'let', cards: ['letConnectedRate', 'letUsedRate'] },
] as const satisfies readonly { key: string; cards: readonly (RateColumn | 'cold')[] }[];

const LESS_IS_BETTER: ReadonlySet<RateColumn> = new Set(['reburnRate', 'suspectedRate']);

type Props = { code: string; season: string; own: Sums; before: Sums | null; seasonBefore: string };

/** The figures of a division, by what they answer. */
export function IndicatorCards(props: Props) {
  const { t } = useTranslation('coverage');
  return (
    <div className="mb-6 grid grid-cols-1 gap-x-6 gap-y-4 wide:grid-cols-4">
      {GROUPS.map(({ key, cards }) => (
        <section key={key} aria-labelledby={`group-${key}`} className={key === 'three' || key === 'stable' ? 'wide:col-span-4' : 'wide:col-span-2'}>
          <h2 id={`group-${key}`} className="mb-2 text-body text-ink-soft">{t(`group.${key}`)}</h2>
          <div className={`grid grid-cols-2 gap-2 ${COLUMNS[cards.length] ?? ''}`}>
            {cards.map((card) => (card === 'cold' ? <ColdCard key={card} {...props} /> : <IndicatorCard key={card} column={card} {...props} />))}
          </div>
        </section>
      ))}
    </div>
  );
}

const COLUMNS: Record<number, string> = { 6: 'tablet:grid-cols-3 wide:grid-cols-6', 4: 'tablet:grid-cols-4', 2: '' };

function IndicatorCard({ column, code, season, own, before, seasonBefore }: Props & { column: RateColumn }) {
  const { t } = useTranslation('coverage');
  const now = figureIn(column, own);
  const last = before && figureIn(column, before);
  const behind = LISTS_BEHIND[column]!;
  const lacking = behind.lacking && behind.lacking !== behind.numerator ? { list: behind.lacking, count: valueOf(behind.lacking, own) } : null;
  const unit = indicator(column).unit;
  return (
    <Figure
      name={t(`indicator.${column}.name`)}
      numerator={now.numerator}
      denominator={now.denominator}
      unit={unit === 'households' ? undefined : t(`unit.${unit as 'rooms' | 'area'}`)}
      before={last ? { ...last, season: seasonBefore } : undefined}
      better={LESS_IS_BETTER.has(column) ? 'less' : 'more'}
      to={listAddress(code, season, behind.numerator)}
      denominatorTo={listAddress(code, season, behind.denominator)}
      lacking={
        lacking && lacking.count > 0 ? (
          <Link className="link" to={listAddress(code, season, lacking.list)}>{t('lackingLink', { list: listName(t, lacking.list), figure: grouped(lacking.count) })}</Link>
        ) : undefined
      }
      definition={<Definition column={column} />}
    />
  );
}

function Definition({ column }: { column: RateColumn }) {
  const { t } = useTranslation('coverage');
  const { formula, clause } = indicator(column);
  return (
    <>
      <p className="mb-1 text-ink">{t(`indicator.${column}.definition`)}</p>
      <p>{t('definition.formula', { formula })}</p>
      <p>{t('definition.basis', { basis: t(`indicator.${column}.basis`) })}</p>
      <p>{t('definition.clause', { clause: t(`clause.${clause as 'C5'}`) })}</p>
    </>
  );
}
