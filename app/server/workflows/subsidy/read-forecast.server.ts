import type { Scope } from '~/database/scope.server';
import type { Sql } from '~/database/connection/sql.server';
import { forecastHouseholds, placesOfVillages, type ForecastAsk, type ForecastHousehold } from '~/database/subsidy/forecast.server';
import { policiesOfSeasons } from '~/database/subsidy/policies.server';
import { hardshipOf } from '~/domain/household/hardship-text';
import { comingSeasons, forecasting, losing, type Forecast, type Scenario } from '~/domain/subsidy/forecast';
import { open } from '~/server/personal/seal.server';

/** Households of a page of those who lose. */
export const LOSING_PAGE = 100;
export type LosingHousehold = { number: string; head: string; place: string; before: number; gives: number; elderly: boolean; reburning: boolean };
/** Of whom: all, or of those with somebody of 60 or more, or reburning. Who is poor is counted and never listed: a list would say it of everybody on it. */
export type LosingAsk = ForecastAsk & { coming: string; of: 'all' | 'elderly' | 'reburning'; page: number };

/** 少领的户 of a scenario in a coming season, by village and household, with what all of them lose. */
export async function readLosing(sql: Sql, scope: Scope, ask: LosingAsk, scenario: Scenario): Promise<{ households: number; loss: number; rows: LosingHousehold[]; more: boolean }> {
  const policies = await policiesOfSeasons(sql, [ask.season, ...comingSeasons(ask.season)]);
  const lossOf = losing(ask.season, ask.coming, policies, scenario);
  const found = { households: 0, loss: 0 };
  const rows: (Omit<LosingHousehold, 'place'> & { village: string })[] = [];
  for await (const household of forecastHouseholds(sql, scope, ask, new Map(policies.map((policy) => [policy.policy, policy])), () => false)) {
    const loss = isAskedFor(household, ask.of) ? lossOf(household) : null;
    if (loss === null) continue;
    found.households += 1;
    found.loss += loss.before - loss.gives;
    const { number, head, village, elderly, reburning } = household;
    if (found.households > (ask.page - 1) * LOSING_PAGE && rows.length < LOSING_PAGE) rows.push({ number, head, village, elderly, reburning, ...loss });
  }
  const places = await placesOfVillages(sql, scope, ask.division, rows.map(({ village }) => village));
  return { ...found, rows: rows.map(({ village, ...row }) => ({ ...row, place: places.get(village) ?? '' })), more: found.households > ask.page * LOSING_PAGE };
}

function isAskedFor({ elderly, reburning }: ForecastHousehold, of: LosingAsk['of']): boolean {
  return of === 'all' || (of === 'elderly' ? elderly : reburning);
}

/**
 * 退坡预测 of a division: what each scenario costs and who loses, for the three seasons after `ask.season`. Reads only. Whether a household
 * is poor is opened only where a scenario or a figure asks for it.
 */
export async function readForecast(sql: Sql, scope: Scope, ask: ForecastAsk, scenarios: readonly Scenario[], { poor }: { poor: boolean }): Promise<Forecast[]> {
  const policies = await policiesOfSeasons(sql, [ask.season, ...comingSeasons(ask.season)]);
  const byNumber = new Map(policies.map((policy) => [policy.policy, policy]));
  const reading = forecasting(ask.season, policies, scenarios);
  for await (const household of forecastHouseholds(sql, scope, ask, byNumber, poor ? isPoor : () => false)) reading.household(household);
  return reading.result;
}

function isPoor(hardshipEncrypted: string | null): boolean {
  return hardshipEncrypted !== null && hardshipOf(open(hardshipEncrypted)).some((group) => group !== 'none');
}
