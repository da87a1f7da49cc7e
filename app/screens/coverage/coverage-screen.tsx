import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { isFiltered, type CoverageView } from '~/domain/coverage/coverage-view';
import type { DivisionLevel, DivisionStep, DivisionSums } from '~/domain/coverage/division';
import type { Sums } from '~/domain/indicators/measures';
import { seasonBefore } from '~/domain/time/heating-season';
import { EmptyState } from '~/screens/shared/empty-state';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { changed, coverageAddress } from './addresses';
import { AsOf } from './as-of';
import { ChildrenTable } from './children-table';
import { CoverageCharts, type Drawn } from './charts';
import { HouseholdsOfVillage, type VillageHouseholds } from './households-of-village';
import { IndicatorCards } from './indicator-cards';
import { HEAT_MAP_SHADES } from './heat-map';
import { TableFilters } from './table-filters';

export type CoverageProps = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  asOf: string;
  closed: boolean;
  own: Sums;
  before: Sums | null;
  view: CoverageView;
  /** All children; those the filters leave; those of this page. */
  children: { all: readonly DivisionSums[]; shown: number; page: readonly DivisionSums[]; next: string | null; total: { sums: Sums; before: Sums | null } };
  drawings: { modes: Drawn | null; reburning: Drawn | null };
  /** In a village: its households. */
  households: VillageHouseholds | null;
};

const LEVEL_BELOW: Record<DivisionLevel, DivisionLevel> = { province: 'city', city: 'county', county: 'township', township: 'village', village: 'village' };

/** 覆盖情况: what a division has reached this season, beside last season, and where below it to look. */
export function CoverageScreen({ trail, seasons, season, asOf, closed, own, before, view, children, drawings, households }: CoverageProps) {
  const { t } = useTranslation('coverage');
  const [parameters] = useSearchParams();
  const division = trail[trail.length - 1]!;
  const level = children.all[0]?.level ?? LEVEL_BELOW[division.level];
  const crumbs = trail.map((step, at) => ({ name: step.name, to: at < trail.length - 1 ? coverageAddress(step.code, season, parameters) : undefined }));
  const caption = t('table.caption', { name: division.name, level: t(`level.${level}`), season });
  return (
    <DeskPage
      heading={t('title', { name: division.name })}
      breadcrumb={crumbs}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<AsOf season={season} day={asOf} closed={closed} />}
      printWide
    >
      {own.H === 0 ? (
        <EmptyState title={t('noHouseholds.title', { name: division.name, season })}><p>{t('noHouseholds.now')}</p></EmptyState>
      ) : (
        <IndicatorCards code={division.code} season={season} own={own} before={before} seasonBefore={seasonBefore(season)} />
      )}
      {households ? (
        <HouseholdsOfVillage name={division.name} code={division.code} season={season} {...households} />
      ) : children.all.length === 0 ? (
        <EmptyState title={t('noChildren.title', { name: division.name })}><p>{t('noChildren.now')}</p></EmptyState>
      ) : (
        <section aria-label={caption} className="mt-4">
          <TableFilters view={view} withZones={children.all.some((row) => row.zoneType !== null)} exportTo={`/coverage/${division.code}/export${changed(parameters, { season })}`} />
          {children.page.length === 0 ? (
            <EmptyState title={t('noRows.title')}><p>{t('noRows.now')}</p></EmptyState>
          ) : (
            <ChildrenTable
              caption={caption}
              season={season}
              columns={view.columns}
              rows={children.page}
              all={children.all}
              total={{ ...children.total, code: division.code, name: t(isFiltered(view) ? 'filteredTotal' : 'table.total'), filtered: isFiltered(view) }}
              compare={view.compare}
              carry={parameters}
            />
          )}
          <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-small text-ink-faint">
            <span>{children.shown === children.all.length ? t('table.rows', { count: children.shown }) : t('table.rowsOf', { shown: children.shown, all: children.all.length })}</span>
            <span className="no-print inline-flex items-center gap-1">
              {HEAT_MAP_SHADES.map((shade) => <span key={shade} aria-hidden="true" className="inline-block h-3 w-3 border border-line" style={{ backgroundColor: shade }} />)}
              {t('table.legend')}
            </span>
            {view.compare && <span>{t('table.compareLegend', { season: seasonBefore(season) })}</span>}
            <nav aria-label={t('page.label')} className="ml-auto flex gap-4">
              {view.after !== null && <Link className="link" to={changed(parameters, { after: null })}>{t('page.first')}</Link>}
              {children.next !== null && <Link className="link" to={changed(parameters, { after: children.next })}>{t('page.next')}</Link>}
            </nav>
          </div>
          {own.H > 0 && <CoverageCharts name={division.name} level={level} own={own} children={children.all} drawings={drawings} />}
        </section>
      )}
    </DeskPage>
  );
}
