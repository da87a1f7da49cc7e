import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type FundingLevel, keysOf } from '~/domain/contract/enumerations';
import { formatRate } from '~/domain/indicators/rate';
import type { Forecast, ForecastSeason, Scenario } from '~/domain/subsidy/forecast';
import { LISTED_SCENARIOS, type ReducedGroup } from '~/domain/subsidy/reduced-households-view';
import { formatCount, formatWanYuan, formatYuan } from '~/i18n/formats';
import type { ChartPicture as Chart } from '~/reports/charts/bars';
import { Button } from '~/screens/shared/button';
import { ChartPicture } from '~/screens/shared/chart-picture';
import { EmptyState } from '~/screens/shared/empty-state';
import { type Column, Table } from '~/screens/shared/table';
import { reducedHouseholdsBehind } from './addresses';
import { Heading } from './heading';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Props = SubsidyPlace & {
  percent: number;
  forecasts: readonly Forecast[];
  chart: Chart | null;
};

/** 三年测算: the cost of each scenario, and who gets less under it. It only reads the ledger. */
export function ForecastScreen({ percent, forecasts, chart, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { season } = place;
  const division = place.trail[place.trail.length - 1]!;
  const keep = forecasts.find(({ scenario }) => scenario.name === 'keep');
  const levels = keysOf('level').filter((level) => forecasts.some(({ seasons }) => seasons.some(({ money }) => money[level] > 0)));
  const empty = keep === undefined || keep.seasons.every(({ total }) => total === 0);
  return (
    <SubsidyPageFrame page="forecast" heading={t('forecast.title', { name: division.name })} {...place}>
      <p className="mb-3 max-w-form text-ink-soft">{t('forecast.lead', { season })}</p>
      {empty ? (
        <EmptyState title={t('forecast.none', { season })}>
          <p>{t('forecast.noneNow')}</p>
        </EmptyState>
      ) : (
        <>
          <Form method="get" className="no-print mb-4 flex flex-wrap items-end gap-2">
            <input type="hidden" name="season" value={season} />
            <label>
              <span className="block text-small text-ink-soft">{t('forecast.percent')}</span>
              <input name="percent" type="number" min={1} max={100} defaultValue={percent} className="field-box w-24" />
            </label>
            <Button>{t('forecast.again')}</Button>
          </Form>
          {chart && (
            <figure className="card mb-6 max-w-[44rem] p-3">
              <figcaption className="mb-2 text-lead font-semibold">
                {t('forecast.answer', {
                  amount: formatWanYuan(sumOf(keep!)),
                  decided: formatWanYuan(sumOf(forecasts.find(({ scenario }) => scenario.name === 'decided') ?? keep!)),
                })}
              </figcaption>
              <ChartPicture chart={chart} alt={t('forecast.chart')} />
            </figure>
          )}
          <SideBySide forecasts={forecasts} levels={levels} />
          <div className="grid grid-cols-1 gap-6">
            {forecasts.map((one) => (
              <OneScenario key={one.scenario.name} forecast={one} levels={levels} code={division.code} season={season} />
            ))}
          </div>
          <p className="mt-2 text-small text-ink-faint">{t('forecast.basis', { season })}</p>
        </>
      )}
    </SubsidyPageFrame>
  );
}

/** The numbers of the chart: one row a scenario with the three seasons together. */
function SideBySide({ forecasts, levels }: { forecasts: readonly Forecast[]; levels: readonly FundingLevel[] }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const keep = forecasts.find(({ scenario }) => scenario.name === 'keep');
  const of = (forecast: Forecast, value: (season: ForecastSeason) => number): number =>
    forecast.seasons.reduce((sum, season) => sum + value(season), 0);
  const most = (forecast: Forecast): number => Math.max(0, ...forecast.seasons.map(({ reducedHouseholds: losing }) => losing.households));
  const level = (key: FundingLevel): Column<Forecast> => ({
    key,
    heading: t(`enums:level.${key}`),
    number: true,
    cell: (row) => formatWanYuan(of(row, ({ money }) => money[key])),
  });
  return (
    <section aria-labelledby="side" className="mb-6">
      <h2 id="side" className="mb-1 text-lead">
        {t('forecast.side')} <span className="text-small font-normal text-ink-faint">{t('forecast.unit')}</span>
      </h2>
      <Table<Forecast>
        caption={t('forecast.side')}
        rows={forecasts}
        rowKey={(row) => row.scenario.name}
        columns={[
          {
            key: 'scenario',
            heading: t('forecast.way'),
            cell: (row) => <span className="block min-w-[5rem]">{scenarioName(t as never, row.scenario)}</span>,
          },
          { key: 'total', heading: t('forecast.total'), number: true, cell: (row) => <strong>{formatWanYuan(sumOf(row))}</strong> },
          ...levels.map(level),
          {
            key: 'against',
            heading: t('forecast.against'),
            number: true,
            cell: (row) => (keep === undefined || row === keep ? '—' : formatWanYuan(sumOf(row) - sumOf(keep))),
          },
          { key: 'losing', heading: t('forecast.mostLosing'), number: true, cell: (row) => formatCount(most(row)) },
          {
            key: 'loss',
            heading: t('forecast.loss'),
            number: true,
            cell: (row) => formatWanYuan(of(row, ({ reducedHouseholds: losing }) => losing.loss)),
          },
        ]}
      />
    </section>
  );
}

function OneScenario({
  forecast,
  levels,
  code,
  season,
}: {
  forecast: Forecast;
  levels: readonly FundingLevel[];
  code: string;
  season: string;
}) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const name = scenarioName(t as never, forecast.scenario);
  // Every table has the same columns in the same widths, so that the scenarios can be compared down the page.
  const money = (level: FundingLevel): Column<ForecastSeason> => ({
    key: level,
    heading: t(`enums:level.${level}`),
    number: true,
    width: '8%',
    cell: (row) => formatWanYuan(row.money[level]),
  });
  const listed = (LISTED_SCENARIOS as readonly string[]).includes(forecast.scenario.name);
  // Poor households are counted, never listed.
  const counted = (row: ForecastSeason, count: number, of: ReducedGroup | 'hardship') =>
    count === 0 || !listed || of === 'hardship' ? (
      <span className={count === 0 ? 'text-ink-faint' : ''}>{formatCount(count)}</span>
    ) : (
      <Link className="link" to={reducedHouseholdsBehind(code, season, row.season, forecast.scenario, of)}>
        {formatCount(count)}
      </Link>
    );
  const share = (key: 'elderly' | 'hardship' | 'reburning'): Column<ForecastSeason> => ({
    key,
    heading: <Heading>{t(`forecast.${key}`)}</Heading>,
    number: true,
    width: '12%',
    cell: (row) => (
      <span className="whitespace-nowrap">
        {formatRate(row.reducedHouseholds[key], row.reducedHouseholds.households)}{' '}
        <span className="text-small text-ink-soft">
          {counted(row, row.reducedHouseholds[key], key)}/{formatCount(row.reducedHouseholds.households)}
        </span>
      </span>
    ),
  });
  return (
    <section aria-label={name}>
      <h2 className="mb-1 text-lead">
        {name} <span className="text-small font-normal text-ink-faint">{t('forecast.unit')}</span>
      </h2>
      <Table
        caption={name}
        rows={forecast.seasons}
        rowKey={(row) => row.season}
        columns={[
          {
            key: 'season',
            heading: t('forecast.season'),
            width: '9%',
            cell: (row) => <span className="whitespace-nowrap">{row.season}</span>,
          },
          {
            key: 'total',
            heading: t('forecast.total'),
            number: true,
            width: '9%',
            cell: (row) => <strong>{formatWanYuan(row.total)}</strong>,
          },
          ...levels.map(money),
          {
            key: 'losing',
            heading: <Heading>{t('forecast.losing')}</Heading>,
            number: true,
            width: '8%',
            cell: (row) => counted(row, row.reducedHouseholds.households, 'all'),
          },
          { key: 'loss', heading: t('forecast.loss'), number: true, width: '8%', cell: (row) => formatWanYuan(row.reducedHouseholds.loss) },
          {
            key: 'each',
            heading: <Heading>{t('forecast.each')}</Heading>,
            number: true,
            width: '9%',
            cell: (row) =>
              row.reducedHouseholds.households === 0
                ? '—'
                : formatYuan(Math.round(row.reducedHouseholds.loss / row.reducedHouseholds.households)),
          },
          share('elderly'),
          share('hardship'),
          share('reburning'),
        ]}
      />
    </section>
  );
}

function sumOf(forecast: Forecast): number {
  return forecast.seasons.reduce((sum, season) => sum + season.total, 0);
}

/** The name of a scenario: 维持不变, 每季退坡 20 %. */
export function scenarioName(t: (key: string, options?: object) => string, scenario: Scenario): string {
  return scenario.name === 'step-down'
    ? t('subsidy:forecast.scenario.step-down', { percent: scenario.percent })
    : t(`subsidy:forecast.scenario.${scenario.name}`);
}
