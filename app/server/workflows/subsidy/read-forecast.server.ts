import type { Sql } from '~/database/connection/sql.server';
import { batchesOf } from '~/database/facts/facts.server';
import { EVERYTHING, type Scope } from '~/database/scope.server';
import { type ForecastHousehold, type ForecastQuery, forecastHouseholds, placesOfVillages } from '~/database/subsidy/forecast.server';
import { holdForecasts, keptForecasts, storedForecasts, storeForecasts } from '~/database/subsidy/forecast-sums.server';
import { policiesOfSeasons } from '~/database/subsidy/policies.server';
import { comingSeasons, type Forecast, forecasting, lossOfHousehold, type Scenario } from '~/domain/subsidy/forecast';
import { forecastOfNumbers, losersOfNumbers, numbersOfForecast, scenariosOf } from '~/domain/subsidy/forecast-of-village';
import { openHardship } from '~/server/personal/household-values.server';

const VILLAGES_AT_ONCE = 50;
/** The step-down that a forecast shows first; the other scenarios do not depend on it. */
const USUAL_PERCENT = 20;
/** Households on a page of those who get less. */
const REDUCED_PAGE = 60;
export type ReducedHousehold = {
  number: string;
  head: string;
  place: string;
  before: number;
  gives: number;
  elderly: boolean;
  reburning: boolean;
};
/**
 * Which households: all, those with somebody of 60 or more, or those reburning. Poor households are counted but never listed,
 * because the list would reveal that everybody on it is poor.
 */
export type ReducedHouseholdsQuery = ForecastQuery & { coming: string; of: 'all' | 'elderly' | 'reburning'; page: number };

/** 少领的户 of a scenario in a coming season, by village and household, with their total loss. */
export async function readReducedHouseholds(
  sql: Sql,
  scope: Scope,
  query: ReducedHouseholdsQuery,
  scenario: Scenario,
): Promise<{ households: number; loss: number; rows: ReducedHousehold[]; more: boolean }> {
  const policies = await policiesOfSeasons(sql, [query.season, ...comingSeasons(query.season)]);
  const percent = scenario.name === 'step-down' ? scenario.percent : USUAL_PERCENT;
  const found = { households: 0, loss: 0 };
  const villages: string[] = [];
  const first = (query.page - 1) * REDUCED_PAGE;
  let skip = first;
  for (const [village, numbers] of await forecastsOfVillages(sql, scope, query, percent)) {
    const { households, loss } = losersOfNumbers(numbers, query.season, { scenario: scenario.name, coming: query.coming, of: query.of });
    // A page needs only the villages that its households live in.
    if (households > 0 && found.households + households > first && found.households < first + REDUCED_PAGE) {
      if (villages.length === 0) skip = first - found.households;
      villages.push(village);
    }
    found.households += households;
    found.loss += loss;
  }
  const lossOf = lossOfHousehold(query.season, query.coming, policies, scenario);
  const byNumber = new Map(policies.map((policy) => [policy.policy, policy]));
  const rows: (Omit<ReducedHousehold, 'place'> & { village: string })[] = [];
  for await (const household of forecastHouseholds(sql, scope, { ...query, villages }, byNumber, () => false)) {
    const loss = isAskedFor(household, query.of) ? lossOf(household) : null;
    if (loss === null) continue;
    const { number, head, village, elderly, reburning } = household;
    if (skip > 0) skip -= 1;
    else if (rows.length < REDUCED_PAGE) rows.push({ number, head, village, elderly, reburning, ...loss });
  }
  const places = await placesOfVillages(
    sql,
    scope,
    query.division,
    rows.map(({ village }) => village),
  );
  return {
    ...found,
    rows: rows.map(({ village, ...row }) => ({ ...row, place: places.get(village) ?? '' })),
    more: found.households > query.page * REDUCED_PAGE,
  };
}

function isAskedFor({ elderly, reburning }: ForecastHousehold, of: ReducedHouseholdsQuery['of']): boolean {
  return of === 'all' || (of === 'elderly' ? elderly : reburning);
}

/**
 * 退坡预测 of a division: what each scenario costs and who loses, for the three seasons after `ask.season`. Reads only. The sealed
 * hardship of a household is opened only where a scenario or a figure needs it.
 */
export async function readForecast(
  sql: Sql,
  scope: Scope,
  query: ForecastQuery,
  scenarios: readonly Scenario[],
  { poor }: { poor: boolean },
): Promise<Forecast[]> {
  const policies = await policiesOfSeasons(sql, [query.season, ...comingSeasons(query.season)]);
  const byNumber = new Map(policies.map((policy) => [policy.policy, policy]));
  const reading = forecasting(query.season, policies, scenarios);
  for await (const household of forecastHouseholds(sql, scope, query, byNumber, poor ? isPoor : () => false)) reading.household(household);
  return reading.result;
}

/** 三年测算 as the desk shows it, from what is kept of each village. */
export async function readStoredForecast(sql: Sql, scope: Scope, query: ForecastQuery, percent: number): Promise<Forecast[]> {
  const sum: number[] = [];
  for (const numbers of (await forecastsOfVillages(sql, scope, query, percent)).values())
    for (const [at, number] of numbers.entries()) sum[at] = (sum[at] ?? 0) + number;
  return forecastOfNumbers(sum, query.season, percent);
}

/** The same of some villages together. */
export async function readForecastOfVillages(
  sql: Sql,
  scope: Scope,
  query: { villages: readonly string[]; season: string },
): Promise<Forecast[]> {
  const sum: number[] = [];
  for (const division of query.villages) {
    const ofVillage = await forecastsOfVillages(sql, scope, { division, season: query.season, facts: 'household_facts' }, USUAL_PERCENT);
    for (const numbers of ofVillage.values()) for (const [at, number] of numbers.entries()) sum[at] = (sum[at] ?? 0) + number;
  }
  return forecastOfNumbers(sum, query.season, USUAL_PERCENT);
}

/**
 * The forecast of each village, taken from what is kept or computed now and kept. In a village where somebody is changing something it
 * is computed and not kept, because what they write is not seen yet.
 */
async function forecastsOfVillages(sql: Sql, scope: Scope, query: ForecastQuery, percent: number): Promise<Map<string, readonly number[]>> {
  const ask = { division: query.division, season: query.season, percent };
  const stored = await storedForecasts(sql, scope, ask);
  const missing = [...stored].filter(([, numbers]) => numbers === null).map(([village]) => village);
  const forecasts = new Map<string, readonly number[]>([...stored].map(([village, numbers]) => [village, numbers ?? []]));
  if (missing.length === 0) return forecasts;
  const held = await holdForecasts(sql, missing);
  const policies = await policiesOfSeasons(sql, [query.season, ...comingSeasons(query.season)]);
  const byNumber = new Map(policies.map((policy) => [policy.policy, policy]));
  for (const some of batchesOf(missing, VILLAGES_AT_ONCE)) {
    const ofVillage = new Map(some.map((village) => [village, forecasting(query.season, policies, scenariosOf(percent))]));
    for await (const household of forecastHouseholds(sql, scope, { ...query, villages: some }, byNumber, isPoor))
      ofVillage.get(household.village)?.household(household);
    const made = [...ofVillage].map(([village, reading]) => ({ village, numbers: numbersOfForecast(reading) }));
    for (const { village, numbers } of made) forecasts.set(village, numbers);
    const kept = made.filter(({ village }) => held.has(village));
    if (kept.length > 0) await storeForecasts(sql, ask, kept);
  }
  return forecasts;
}

/** What is kept of a village and would be computed otherwise now, by season and percentage. */
export async function forecastsKeptOtherwise(sql: Sql, village: string): Promise<{ season: string; stored: string; rebuilt: string }[]> {
  const different: { season: string; stored: string; rebuilt: string }[] = [];
  for (const { season, percent, numbers } of await keptForecasts(sql, village)) {
    const policies = await policiesOfSeasons(sql, [season, ...comingSeasons(season)]);
    const reading = forecasting(season, policies, scenariosOf(percent));
    const byNumber = new Map(policies.map((policy) => [policy.policy, policy]));
    const query = { division: village, season, facts: 'household_facts' };
    for await (const household of forecastHouseholds(sql, EVERYTHING, query, byNumber, isPoor)) reading.household(household);
    const [stored, rebuilt] = [numbers.join(), numbersOfForecast(reading).join()];
    if (stored !== rebuilt) different.push({ season, stored, rebuilt });
  }
  return different;
}

function isPoor(hardshipEncrypted: string | null, household: string): boolean {
  if (hardshipEncrypted === null) return false;
  return openHardship(household, hardshipEncrypted).some((group) => group !== 'none');
}
