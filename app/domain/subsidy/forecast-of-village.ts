import type { Fen } from './exact-decimal';
import { comingSeasons, type Forecast, type ForecastSeason, type forecasting, type Scenario } from './forecast';
import { LEVELS } from './funding-levels';

/** The scenarios that a forecast shows side by side. */
export function scenariosOf(percent: number): Scenario[] {
  return [{ name: 'decided' }, { name: 'keep' }, { name: 'step-down', percent }, { name: 'stop' }, { name: 'poor-only' }];
}

type Forecasting = ReturnType<typeof forecasting>;
/** The numbers of a scenario in one coming season. */
const PER_SEASON = LEVELS.length + 8;

/** A forecast as a row of whole numbers that add up over villages: scenario by scenario and season by season, in a fixed order. */
export function numbersOfForecast({ result, losses }: Pick<Forecasting, 'result' | 'losses'>): number[] {
  return result.flatMap(({ seasons }, at) =>
    seasons.flatMap(({ money, total, reducedHouseholds: losing }, index) => [
      ...LEVELS.map((level) => money[level]),
      total,
      losing.households,
      losing.loss,
      losing.elderly,
      losing.hardship,
      losing.reburning,
      losses[at]![index]!.elderly,
      losses[at]![index]!.reburning,
    ]),
  );
}

/** The forecast of a base season that such numbers say, or nothing at all when there are none. */
export function forecastOfNumbers(numbers: readonly number[], base: string, percent: number): Forecast[] {
  const seasons = comingSeasons(base);
  return scenariosOf(percent).map((scenario, at) => ({
    scenario,
    seasons: seasons.map((season, index) => seasonOf(season, numbersOf(numbers, at, index, seasons.length))),
  }));
}

/** How many households of a group lose in a scenario and season of such numbers, and how much. */
export function losersOfNumbers(
  numbers: readonly number[],
  base: string,
  which: { scenario: Scenario['name']; coming: string; of: 'all' | 'elderly' | 'reburning' },
): { households: number; loss: Fen } {
  const seasons = comingSeasons(base);
  const at = scenariosOf(0).findIndex(({ name }) => name === which.scenario);
  const one = numbersOf(numbers, at, seasons.indexOf(which.coming), seasons.length).slice(LEVELS.length);
  const [, households, loss, elderly, , reburning, lossElderly, lossReburning] = one as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (which.of === 'all') return { households, loss };
  return which.of === 'elderly' ? { households: elderly, loss: lossElderly } : { households: reburning, loss: lossReburning };
}

function numbersOf(numbers: readonly number[], scenario: number, index: number, seasons: number): number[] {
  const from = (scenario * seasons + index) * PER_SEASON;
  return numbers.length === 0 ? Array.from({ length: PER_SEASON }, () => 0) : numbers.slice(from, from + PER_SEASON);
}

function seasonOf(season: ForecastSeason['season'], numbers: readonly number[]): ForecastSeason {
  const [total, households, loss, elderly, hardship, reburning] = numbers.slice(LEVELS.length) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    season,
    money: Object.fromEntries(LEVELS.map((level, at) => [level, numbers[at]!])) as ForecastSeason['money'],
    total,
    reducedHouseholds: { households, loss, elderly, hardship, reburning },
  };
}
