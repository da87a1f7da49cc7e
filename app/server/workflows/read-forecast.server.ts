import type { Scope } from '~/database/scope.server';
import type { Sql } from '~/database/sql.server';
import { forecastHouseholds, type ForecastAsk } from '~/database/subsidy-forecast.server';
import { policiesOfSeasons } from '~/database/subsidy-policies.server';
import { hardshipOf } from '~/domain/household/hardship-text';
import { comingSeasons, forecasting, type Forecast, type Scenario } from '~/domain/subsidy/forecast';
import { open } from '~/server/personal/seal.server';

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
