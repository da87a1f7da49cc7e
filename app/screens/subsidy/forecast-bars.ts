import type { TFunction } from 'i18next';
import { type FundingLevel, keysOf } from '~/domain/contract/enumerations';
import type { Forecast } from '~/domain/subsidy/forecast';
import { formatWanYuan } from '~/i18n/formats';
import type { Bars, Pattern } from '~/reports/charts/bars';
import { scenarioName } from './forecast-screen';

/** Colours that colour-blind people can tell apart, from the centre down, with patterns for printing without colour. */
const LOOK: Record<FundingLevel, { colour: string; pattern: Pattern }> = {
  central: { colour: '#1f5fa8', pattern: 'dots' },
  province: { colour: '#5b9bd5', pattern: 'plain' },
  city: { colour: '#c98a1b', pattern: 'rising' },
  county: { colour: '#7a4f00', pattern: 'falling' },
};

/** The money of three seasons by scenario, stacked by level. */
export function forecastBars(t: TFunction<['subsidy', 'enums']>, forecasts: readonly Forecast[]): Bars | null {
  const sum = (forecast: Forecast, level: FundingLevel): number =>
    forecast.seasons.reduce((total, season) => total + season.money[level], 0);
  const levels = keysOf('level').filter((level) => forecasts.some((forecast) => sum(forecast, level) > 0));
  if (levels.length === 0) return null;
  return {
    axis: t('subsidy:forecast.axis'),
    rows: forecasts.map(({ scenario }) => scenarioName(t as never, scenario)),
    series: levels.map((level) => ({
      name: t(`enums:level.${level}`),
      ...LOOK[level],
      values: forecasts.map((forecast) => sum(forecast, level) / 1_000_000),
    })),
    labels: forecasts.map((forecast) => formatWanYuan(forecast.seasons.reduce((total, season) => total + season.total, 0))),
  };
}
