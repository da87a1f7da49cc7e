import { CLEAN_MODES, type Energy, type FundingLevel, keysOf, type PayMethod } from '~/domain/contract/enumerations';
import { isInScope } from '~/domain/household/in-scope';
import { installationDay } from '~/domain/indicators/flags-of';
import { baseQuantity } from '~/domain/subsidy/base-quantity';
import { QUANTITY_PLACES, unscaled } from '~/domain/subsidy/exact-decimal';
import { needsAccount } from '~/domain/subsidy/payments/bank-account';
import { type ComputedEntitlement, entitlementsOf } from '~/domain/subsidy/which-policies';
import { addDays, type CalendarDay } from '~/domain/time/calendar-day';
import { countyOf, type SampleSeason } from './counties.server';
import type { Home, SampleHousehold } from './households.server';
import { POLICIES_OF_SAMPLE } from './policies.server';
import { type Random, randomOf } from './random.server';
import { type SampleUsage, usageOf } from './usage.server';

/** 应补、发放、资金 of the sample, with the keys of the sheets. Amounts in 分. */
export type SampleEntitlement = { household: string; policy: string; quantity: string };
export type SamplePayment = {
  batch: string;
  household: string;
  policy: string;
  level: FundingLevel;
  amount: number;
  method: PayMethod;
  paidOn: CalendarDay;
  result: 'ok' | 'failed';
  failReason?: string;
};
export type SampleFund = {
  division: string;
  season: SampleSeason;
  level: FundingLevel;
  document: string;
  allotted: number;
  received: number;
  receivedOn: CalendarDay;
};

/**
 * Shares in the last season: of the entitlements, paid in full; of the money allotted to a county, received. Invented, so that
 * the counties differ.
 */
const PAYING: Record<string, { paid: number; received: number }> = {
  '140602': { paid: 0.93, received: 0.97 },
  '140603': { paid: 0.62, received: 0.7 },
  '140621': { paid: 0.82, received: 0.88 },
  '140622': { paid: 0.71, received: 0.8 },
  '140623': { paid: 0.88, received: 0.94 },
  '140671': { paid: 0.97, received: 1 },
  '140681': { paid: 0.9, received: 0.95 },
};

/** Two payment dates a season: the first round, and the second for what had failed. */
const ROUNDS: Record<SampleSeason, readonly [CalendarDay, CalendarDay]> = {
  '2019-2020': ['2020-05-12', '2020-06-18'],
  '2020-2021': ['2021-05-17', '2021-06-21'],
};

/** What a home is entitled to in a season, computed by the same rules as in the register. */
export function sampleEntitlements({ record, village }: Home, season: SampleSeason, usage: SampleUsage | undefined): ComputedEntitlement[] {
  const [startsOn, endsOn] = countyOf(village.code).seasons[season];
  const known: Partial<Record<Energy, number>> = usage ? { [usage.energy]: usage.usage * 10 ** QUANTITY_PLACES } : {};
  const household = {
    inScope: isInScope(record.status),
    divisions: ['14', '1406', village.code.slice(0, 6), village.parent, village.code],
    hardship: record.hardship ?? [],
    mode: record.mode,
    installedOn: CLEAN_MODES.has(record.mode)
      ? installationDay({ installedOn: record.installedOn ?? null, year: record.year ?? null })
      : null,
  };
  const heatedArea = Math.round(record.heatedArea * 100);
  return entitlementsOf(household, { name: season, startsOn, endsOn }, POLICIES_OF_SAMPLE, ({ unit }) =>
    baseQuantity(unit, { usage: known, heatedArea }),
  ).entitlements;
}

export function entitlementRow(household: string, { policy, quantity }: ComputedEntitlement): SampleEntitlement {
  return { household, policy: policy.policy, quantity: unscaled(quantity, QUANTITY_PLACES) };
}

/** Whether any money of a season arrived at a home. */
export function wasPaid(home: Home, season: SampleSeason): boolean {
  return sampleEntitlements(home, season, usageOf(home, season)).some((entitlement) =>
    samplePayments(home.record, season, entitlement).some(({ result, amount }) => result === 'ok' && amount > 0),
  );
}

/**
 * A payment in full, by the upper levels alone, none at all, or one returned by the bank and sometimes sent again. None to a
 * household without the account that the method needs: drafting leaves it out.
 */
export function samplePayments(
  { number: household, bankAccount }: Pick<SampleHousehold, 'number' | 'bankAccount'>,
  season: SampleSeason,
  entitlement: ComputedEntitlement,
): SamplePayment[] {
  const county = household.slice(0, 6);
  const method = county === '140681' && entitlement.policy.unit === 'per_m3' ? 'gas_meter' : 'one_card';
  if (bankAccount === undefined && needsAccount(method)) return [];
  const random = randomOf(household, 'payments', entitlement.policy.policy);
  const share = entitlement.policy.dueOn > '2029' ? 0.4 : PAYING[county]!.paid + (season === '2019-2020' ? 0.04 : 0);
  const [first, second] = ROUNDS[season];
  const row = (round: 1 | 2, level: FundingLevel): SamplePayment => ({
    batch: `示例${county}-${season}-${round}`,
    household,
    policy: entitlement.policy.policy,
    level,
    amount: entitlement.amount.levels[level],
    result: 'ok',
    method,
    paidOn: addDays(round === 1 ? first : second, Number(county.slice(4)) % 7),
  });
  const levels = keysOf('level').filter((level) => entitlement.amount.levels[level] > 0);
  if (random.chance(share)) return levels.map((level) => row(1, level));
  return notInFull(random, levels, row);
}

function notInFull(
  random: Random,
  levels: readonly FundingLevel[],
  row: (round: 1 | 2, level: FundingLevel) => SamplePayment,
): SamplePayment[] {
  const how = random.weighted({ upper: 45, failed: 20, nothing: 35 });
  if (how === 'nothing') return [];
  if (how === 'upper') return levels.slice(0, -1).map((level) => row(1, level));
  const failReason = random.pick(['账号与户名不符', '账户已销户', '账号位数有误']);
  const failed = levels.map((level): SamplePayment => ({ ...row(1, level), result: 'failed', failReason }));
  return random.chance(0.5) ? [...failed, ...levels.map((level) => row(2, level))] : failed;
}

/** What the levels allotted to the counties: the sums due, rounded to ten thousands, and the part received. */
export function sampleFunds(due: ReadonlyMap<string, number>): SampleFund[] {
  const TEN_THOUSAND = 1_000_000;
  return [...due]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, amount]) => {
      const [division, season, level] = key.split(' ') as [string, SampleSeason, FundingLevel];
      const allotted = Math.ceil(amount / TEN_THOUSAND) * TEN_THOUSAND;
      const share = level === 'county' ? PAYING[division]!.received : 1 - (1 - PAYING[division]!.received) / 3;
      return {
        division,
        season,
        level,
        document: `示例〔${season.slice(0, 4)}〕资金${keysOf('level').indexOf(level) + 1}号`,
        allotted,
        received: Math.round((allotted * share) / 10_000) * 10_000,
        receivedOn: level === 'county' ? ROUNDS[season][0] : `${season.slice(5)}-01-15`,
      };
    });
}

/** The keys of sampleFunds. */
export function fundKey(household: string, season: SampleSeason, level: FundingLevel): string {
  return `${household.slice(0, 6)} ${season} ${level}`;
}
