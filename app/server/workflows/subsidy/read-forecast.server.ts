import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { type ForecastHousehold, type ForecastQuery, forecastHouseholds, placesOfVillages } from '~/database/subsidy/forecast.server';
import { policiesOfSeasons } from '~/database/subsidy/policies.server';
import { hardshipOf } from '~/domain/household/hardship-text';
import { comingSeasons, type Forecast, forecasting, lossOfHousehold, type Scenario } from '~/domain/subsidy/forecast';
import { open } from '~/server/personal/seal.server';

/** Households on a page of those who get less. */
const REDUCED_PAGE = 100;
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
  const lossOf = lossOfHousehold(query.season, query.coming, policies, scenario);
  const found = { households: 0, loss: 0 };
  const rows: (Omit<ReducedHousehold, 'place'> & { village: string })[] = [];
  for await (const household of forecastHouseholds(
    sql,
    scope,
    query,
    new Map(policies.map((policy) => [policy.policy, policy])),
    () => false,
  )) {
    const loss = isAskedFor(household, query.of) ? lossOf(household) : null;
    if (loss === null) continue;
    found.households += 1;
    found.loss += loss.before - loss.gives;
    const { number, head, village, elderly, reburning } = household;
    if (found.households > (query.page - 1) * REDUCED_PAGE && rows.length < REDUCED_PAGE)
      rows.push({ number, head, village, elderly, reburning, ...loss });
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

function isPoor(hardshipEncrypted: string | null): boolean {
  return hardshipEncrypted !== null && hardshipOf(open(hardshipEncrypted)).some((group) => group !== 'none');
}
