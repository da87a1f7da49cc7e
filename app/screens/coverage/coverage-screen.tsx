import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type CoverageView, isFiltered } from '~/domain/coverage/coverage-view';
import type { DivisionStep, DivisionSums } from '~/domain/coverage/division';
import type { DivisionLevel } from '~/domain/divisions/division-code';
import type { FindingTotals } from '~/domain/findings/counts';
import type { Sums } from '~/domain/indicators/measures';
import { seasonBefore } from '~/domain/time/heating-season';
import type { ChartPicture } from '~/reports/charts/bars';
import { EmptyState } from '~/screens/shared/empty-state';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { changed, coverageAddress } from './addresses';
import { DayChoice, PastDay, type ShownDay } from './as-of/day-choice';
import { CoverageCharts } from './charts';
import { ChildrenTable } from './children-table';
import { HEAT_MAP_SHADES } from './heat-map';
import { HouseholdsOfVillage, type VillageHouseholds } from './households-of-village';
import { IndicatorCards } from './indicator-cards';
import { TableFilters } from './table-filters';

export type CoverageProps = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  day: ShownDay;
  own: Sums;
  before: Sums | null;
  /** Null on a past day. */
  findings: FindingTotals;
  view: CoverageView;
  /** All children, those left by the filters, and those of this page. */
  divisionsBelow: {
    all: readonly DivisionSums[];
    shown: number;
    page: readonly DivisionSums[];
    next: string | null;
    total: { sums: Sums; before: Sums | null; found?: FindingTotals[] };
  };
  charts: { modes: ChartPicture | null; reburning: ChartPicture | null };
  /** In a village: its households. */
  households: VillageHouseholds | null;
};

const LEVEL_BELOW: Record<DivisionLevel, DivisionLevel> = {
  province: 'city',
  city: 'county',
  county: 'township',
  township: 'village',
  village: 'village',
};

/** 覆盖情况: the figures of a division this season beside last season, and the divisions below it. */
export function CoverageScreen({
  trail,
  seasons,
  season,
  day,
  own,
  before,
  findings,
  view,
  divisionsBelow,
  charts,
  households,
}: CoverageProps) {
  const { t } = useTranslation('coverage');
  const [parameters] = useSearchParams();
  const division = trail[trail.length - 1]!;
  const asOf = day.past ? day.asOf : null;
  const level = divisionsBelow.all[0]?.level ?? LEVEL_BELOW[division.level];
  const crumbs = trail.map((step, at) => ({
    name: step.name,
    to: at < trail.length - 1 ? coverageAddress(step.code, season, parameters) : undefined,
  }));
  const caption = t('table.caption', { name: division.name, level: t(`level.${level}`), season });
  return (
    <DeskPage
      heading={t('title', { name: division.name })}
      breadcrumb={crumbs}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<DayChoice season={season} day={day} />}
      printWide
    >
      <PastDay day={day} />
      {own.H === 0 ? (
        <EmptyState title={t('noHouseholds.title', { name: division.name, season })}>
          <p>{t('noHouseholds.now')}</p>
        </EmptyState>
      ) : (
        <IndicatorCards
          code={division.code}
          season={season}
          asOf={asOf}
          own={own}
          before={before}
          seasonBefore={seasonBefore(season)}
          findings={findings}
        />
      )}
      {households ? (
        <HouseholdsOfVillage name={division.name} code={division.code} season={season} asOf={asOf} {...households} />
      ) : divisionsBelow.all.length === 0 ? (
        <EmptyState title={t('noChildren.title', { name: division.name })}>
          <p>{t('noChildren.now')}</p>
        </EmptyState>
      ) : (
        <section aria-label={caption} className="mt-4">
          <TableFilters
            view={view}
            withZones={divisionsBelow.all.some((row) => row.zoneType !== null)}
            exportTo={`/coverage/${division.code}/export${changed(parameters, { season })}`}
          />
          {divisionsBelow.page.length === 0 ? (
            <EmptyState title={t('noRows.title')}>
              <p>{t('noRows.now')}</p>
            </EmptyState>
          ) : (
            <ChildrenTable
              caption={caption}
              season={season}
              asOf={asOf}
              columns={view.columns}
              rows={divisionsBelow.page}
              all={divisionsBelow.all}
              total={{
                ...divisionsBelow.total,
                code: division.code,
                name: t(isFiltered(view) ? 'filteredTotal' : 'table.total'),
                filtered: isFiltered(view),
              }}
              compare={view.compare}
              carry={parameters}
            />
          )}
          <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-small text-ink-faint">
            <span>
              {divisionsBelow.shown === divisionsBelow.all.length
                ? t('table.rows', { count: divisionsBelow.shown })
                : t('table.rowsOf', { shown: divisionsBelow.shown, all: divisionsBelow.all.length })}
            </span>
            <span className="no-print inline-flex items-center gap-1">
              {HEAT_MAP_SHADES.map((shade) => (
                <span key={shade} aria-hidden="true" className={`inline-block h-3 w-3 border border-line ${shade}`} />
              ))}
              {t('table.legend')}
            </span>
            {view.compare && <span>{t('table.compareLegend', { season: seasonBefore(season) })}</span>}
            <nav aria-label={t('page.label')} className="ml-auto flex gap-4">
              {view.after !== null && (
                <Link className="link" to={changed(parameters, { after: null })}>
                  {t('page.first')}
                </Link>
              )}
              {divisionsBelow.next !== null && (
                <Link className="link" to={changed(parameters, { after: divisionsBelow.next })}>
                  {t('page.next')}
                </Link>
              )}
            </nav>
          </div>
          {own.H > 0 && <CoverageCharts name={division.name} level={level} own={own} divisionsBelow={divisionsBelow.all} charts={charts} />}
        </section>
      )}
    </DeskPage>
  );
}
