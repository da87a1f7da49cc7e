import type { Sql } from '~/database/connection/sql.server';
import { villagesInZones } from '~/database/divisions/no-coal-zones.server';
import { thresholdsOfSeason } from '~/database/plans/flagged-villages.server';
import {
  answersOf,
  causesOf,
  coalSubsidyOf,
  modesOf,
  moneyOf,
  phonesOf,
  plannedVillages,
  sealedHardships,
  sumsOfVillages,
  suppliersOf,
  usagesOf,
} from '~/database/plans/plan-figures.server';
import type { Scope } from '~/database/scope.server';
import type { PlanFigures } from '~/domain/plans/plan-figures';
import { triggersOf } from '~/domain/plans/village-trigger';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { openHardship } from '~/server/personal/household-values.server';
import { readForecastOfVillages } from '~/server/workflows/subsidy/read-forecast.server';

/** 台账数据 of the villages of a plan, as they are now. Of sealed hardships only the number of households leaves. */
export async function gatherFigures(
  sql: Sql,
  scope: Scope,
  asked: { villages: readonly string[]; season: string; asOf: CalendarDay },
): Promise<PlanFigures> {
  const { season, asOf } = asked;
  const limits = await thresholdsOfSeason(sql, season);
  const rows = await plannedVillages(sql, scope, asked);
  const counties = [...new Set(rows.map(({ countyCode }) => countyCode))];
  const zones = new Map<string, boolean>();
  for (const county of counties) for (const entry of await villagesInZones(sql, scope, county, asOf)) zones.set(...entry);
  const last = seasonBefore(season);
  const { sealed, elderly } = await sealedHardships(sql, scope, asked);
  const forecast = await readForecastOfVillages(sql, scope, asked);
  const [decided, keep] = ['decided', 'keep'].map((name) => forecast.find(({ scenario }) => scenario.name === name)!.seasons);
  return {
    season,
    asOf,
    county: [...new Set(rows.map(({ county }) => county))].join('、'),
    villages: rows.map(({ county: _, countyCode: __, ...village }) => ({
      ...village,
      noCoalZone: zones.get(village.code) ?? false,
      triggers: triggersOf(village, limits),
    })),
    sums: await sumsOfVillages(sql, scope, asked),
    modes: await modesOf(sql, scope, asked),
    ...(await causesOf(sql, scope, asked)),
    ...(await answersOf(sql, scope, asked)),
    coalSubsidy: await coalSubsidyOf(sql, scope, asked),
    ...(await suppliersOf(sql, scope, asked)),
    usages: await usagesOf(sql, scope, asked),
    money: await moneyOf(sql, scope, { villages: asked.villages, seasons: [seasonBefore(last), last, season] }),
    forecast: decided!.map((one, at) => ({
      season: one.season,
      decided: one.total,
      keep: keep![at]!.total,
      losing: one.reducedHouseholds.households,
      loss: one.reducedHouseholds.loss,
    })),
    hardship: sealed.filter((one) => openHardship(one.household, one.sealed).some((group) => group !== 'none')).length,
    elderly,
    phones: await phonesOf(sql, scope, asked),
  };
}
