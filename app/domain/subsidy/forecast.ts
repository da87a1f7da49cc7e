import type { CalendarDay } from '../time/calendar-day';
import { seasonAfter, type SeasonName } from '../time/heating-season';
import { amountDue, type LevelAmounts } from './amount-due';
import { halfUp, type Fen, type Quantity } from './exact-decimal';
import type { Policy } from './policy';
import { LEVELS } from './shares';
import { givenBy } from './which-policies';

/** How many coming seasons are looked at. */
export const SEASONS_AHEAD = 3;

/**
 * `decided`: what the policies entered so far say (ends and step-downs). The others are questions: everything stays as it is; each
 * season `percent` less than the one before; nothing from the next season on; only households with a hardship keep theirs.
 */
export type Scenario = { name: 'decided' } | { name: 'keep' } | { name: 'step-down'; percent: number } | { name: 'stop' } | { name: 'poor-only' };

/** A household, or `households` of them that are alike in everything here. Only operating subsidies are looked at. */
export type ForecastHouseholds = {
  households: number;
  entitlements: readonly { policy: Policy; quantity: Quantity; due: Fen; levels: LevelAmounts }[];
  /** Somebody of 60 or more lives there. */
  elderly: boolean;
  hardship: boolean;
  /** B of SPEC section 4. */
  reburning: boolean;
};

export type ForecastSeason = {
  season: SeasonName;
  /** Money needed, by level and together. */
  money: LevelAmounts;
  total: Fen;
  /** Households that get less than in the base season, and how much less they get together. */
  losing: { households: number; loss: Fen; elderly: number; hardship: number; reburning: number };
};
export type Forecast = { scenario: Scenario; seasons: ForecastSeason[] };

const FACTOR = 10_000;

/**
 * 退坡预测: for the three seasons after `base`, what each scenario costs by level and who loses, for the households of today with the
 * quantities of the base season. One pass over households that may come as a stream or as groups; nothing is written.
 * Loss counts household by household: what one gains does not make up for what another loses.
 */
export function forecast(
  households: Iterable<ForecastHouseholds>,
  base: SeasonName,
  policies: readonly Policy[],
  scenarios: readonly Scenario[],
  startsOn: (season: SeasonName) => CalendarDay = usualStart,
): Forecast[] {
  const add = forecasting(base, policies, scenarios, startsOn);
  for (const group of households) add.household(group);
  return add.result;
}

/** The same for a stream: give it every group, then read the result. */
export function forecasting(base: SeasonName, policies: readonly Policy[], scenarios: readonly Scenario[], startsOn: (season: SeasonName) => CalendarDay = usualStart) {
  const result: Forecast[] = scenarios.map((scenario) => ({ scenario, seasons: comingSeasons(base).map(emptySeason) }));
  const successors = new Map<string, Policy | null>();
  const nextOf = (policy: Policy, season: SeasonName) => {
    const key = `${season} ${policy.policy}`;
    let next = successors.get(key);
    if (next === undefined) successors.set(key, (next = policyIn(policy, season, policies, startsOn(season))));
    return next;
  };
  return {
    result,
    household(group: ForecastHouseholds): void {
      const operating = group.entitlements.filter((one) => one.policy.kind === 'operating');
      if (operating.length === 0) return;
      const before = operating.reduce((sum, one) => sum + one.due, 0);
      for (const { scenario, seasons } of result) {
        for (const [index, into] of seasons.entries()) {
          const gives = givenIn(scenario, index + 1, { ...group, entitlements: operating }, (policy) => nextOf(policy, into.season));
          addSeason(into, gives, before, group);
        }
      }
    },
  };
}

/** Where nobody set the dates of a coming season it is taken to start on 1 November. */
export function usualStart(season: SeasonName): CalendarDay {
  return `${season.slice(0, 4)}-11-01`;
}

export function comingSeasons(base: SeasonName): SeasonName[] {
  const seasons: SeasonName[] = [];
  for (let season = base; seasons.length < SEASONS_AHEAD; ) seasons.push((season = seasonAfter(season)));
  return seasons;
}

/**
 * What becomes of a policy in a coming season: the policy of that season that supersedes it, directly or through those between; else
 * the policy of that season of the same division, kind, unit, modes, target groups and basis; else itself, unless its last day is
 * before the season starts: then nothing.
 */
export function policyIn(policy: Policy, season: SeasonName, policies: readonly Policy[], startsOn: CalendarDay): Policy | null {
  const line = new Set([policy.policy]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of policies) {
      if (one.supersedes !== null && line.has(one.supersedes) && !line.has(one.policy)) {
        line.add(one.policy);
        grown = true;
      }
    }
  }
  const superseded = new Set(policies.filter((one) => one.season === season).map((one) => one.supersedes));
  const ofSeason = policies.filter((one) => one.season === season && !superseded.has(one.policy)).sort((a, b) => (a.policy < b.policy ? -1 : 1));
  const next = ofSeason.find((one) => line.has(one.policy)) ?? ofSeason.find((one) => isSameSubject(one, policy));
  if (next) return next;
  // The latest of the line before the season says how long it goes on.
  const latest = policies.filter((one) => line.has(one.policy) && one.season < season).sort((a, b) => (a.season < b.season || (a.season === b.season && a.policy < b.policy) ? 1 : -1))[0] ?? policy;
  return latest.validTo !== null && latest.validTo < startsOn ? null : latest;
}

function isSameSubject(a: Policy, b: Policy): boolean {
  const key = (one: Policy) => [one.division, one.kind, one.unit, one.basis, one.modes.join(), one.target.join()].join(' ');
  return key(a) === key(b);
}

function givenIn(scenario: Scenario, ahead: number, group: ForecastHouseholds, next: (policy: Policy) => Policy | null): LevelAmounts {
  switch (scenario.name) {
    case 'keep':
      return scaledLevels(group, FACTOR);
    case 'step-down':
      return scaledLevels(group, factorAfter(scenario.percent, ahead));
    case 'stop':
      return scaledLevels(group, 0);
    case 'poor-only':
      return scaledLevels(group, group.hardship ? FACTOR : 0);
    case 'decided':
      return decided(group, next);
  }
}

function factorAfter(percent: number, ahead: number): number {
  let factor = FACTOR;
  for (let season = 0; season < ahead; season += 1) factor = halfUp(factor * Math.min(100, Math.max(0, 100 - percent)), 100);
  return factor;
}

function scaledLevels(group: ForecastHouseholds, factor: number): LevelAmounts {
  const levels: LevelAmounts = { central: 0, province: 0, city: 0, county: 0 };
  for (const one of group.entitlements) for (const level of LEVELS) levels[level] += factor === FACTOR ? one.levels[level] : halfUp(one.levels[level] * factor, FACTOR);
  return levels;
}

function decided(group: ForecastHouseholds, next: (policy: Policy) => Policy | null): LevelAmounts {
  const levels: LevelAmounts = { central: 0, province: 0, city: 0, county: 0 };
  const results: { policy: Policy; amount: { due: Fen } }[] = [];
  const taken = new Set<string>();
  for (const basis of ['independent', 'remainder'] as const) {
    for (const { policy, quantity, due, levels: same } of group.entitlements) {
      const then = next(policy);
      if (then === null || then.basis !== basis || taken.has(then.policy)) continue;
      taken.add(then.policy);
      const amount = then === policy || then.policy === policy.policy ? { due, levels: same } : amountDue(then, quantity, basis === 'remainder' ? givenBy(then, results) : 0);
      results.push({ policy: then, amount });
      for (const level of LEVELS) levels[level] += amount.levels[level];
    }
  }
  return levels;
}

function emptySeason(season: SeasonName): ForecastSeason {
  return { season, money: { central: 0, province: 0, city: 0, county: 0 }, total: 0, losing: { households: 0, loss: 0, elderly: 0, hardship: 0, reburning: 0 } };
}

function addSeason(into: ForecastSeason, gives: LevelAmounts, before: Fen, group: ForecastHouseholds): void {
  const { households } = group;
  let total = 0;
  for (const level of LEVELS) {
    into.money[level] += gives[level] * households;
    total += gives[level];
  }
  into.total += total * households;
  if (total >= before) return;
  into.losing.households += households;
  into.losing.loss += (before - total) * households;
  if (group.elderly) into.losing.elderly += households;
  if (group.hardship) into.losing.hardship += households;
  if (group.reburning) into.losing.reburning += households;
}
