import type { CalendarDay } from '../time/calendar-day';
import { type SeasonName, seasonAfter } from '../time/heating-season';
import { amountDue } from './amount-due';
import { type Fen, halfUp, type Quantity } from './exact-decimal';
import { LEVELS, type LevelAmounts, noAmounts } from './funding-levels';
import type { Policy } from './policy';
import { givenBy } from './which-policies';

/** How many coming seasons are looked at. */
const SEASONS_AHEAD = 3;

/**
 * `decided` applies the policies entered so far (ends and step-downs). The others are what-if questions: `keep` changes
 * nothing; `step-down` pays `percent` less each season than the one before; `stop` pays nothing from the next season on;
 * `poor-only` pays only households with a hardship.
 */
export type Scenario =
  | { name: 'decided' }
  | { name: 'keep' }
  | { name: 'step-down'; percent: number }
  | { name: 'stop' }
  | { name: 'poor-only' };

/** A household, or `households` of them that are alike in everything here. Only operating subsidies are looked at. */
export type ForecastHouseholds = {
  households: number;
  entitlements: readonly { policy: Policy; quantity: Quantity; due: Fen; levels: LevelAmounts }[];
  /** Somebody of 60 or more lives there. */
  elderly: boolean;
  hardship: boolean;
  /** B (docs/definitions.md#flag-b). */
  reburning: boolean;
  /** The first days of the coming seasons where it lives, in their order; without them the usual start. */
  startsOn?: readonly CalendarDay[];
};

export type ForecastSeason = {
  season: SeasonName;
  /** Money needed, by level and together. */
  money: LevelAmounts;
  total: Fen;
  /** Households that get less than in the base season, and how much less they get together. */
  reducedHouseholds: { households: number; loss: Fen; elderly: number; hardship: number; reburning: number };
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
): Forecast[] {
  const add = forecasting(base, policies, scenarios);
  for (const group of households) add.household(group);
  return add.result;
}

/** The same for a stream: the caller passes every group, then reads the result. */
export function forecasting(base: SeasonName, policies: readonly Policy[], scenarios: readonly Scenario[]) {
  const result: Forecast[] = scenarios.map((scenario) => ({ scenario, seasons: comingSeasons(base).map(emptySeason) }));
  const losses: LossOfGroups[][] = result.map(({ seasons }) => seasons.map(() => ({ elderly: 0, reburning: 0 })));
  const nextOf = successors(policies);
  return {
    result,
    /** By scenario and season, as in the result: how much less the households with elderly people and the reburning ones get. */
    losses,
    household(group: ForecastHouseholds): void {
      const operating = operatingOf(group);
      if (operating.entitlements.length === 0) return;
      for (const [at, { scenario, seasons }] of result.entries()) {
        for (const [index, into] of seasons.entries()) {
          const lost = into.reducedHouseholds.loss;
          addSeason(
            into,
            givenIn(scenario, index + 1, operating, (policy) => nextOf(policy, into.season, startOf(group, into.season, index))),
            operating.before,
            group,
          );
          if (group.elderly) losses[at]![index]!.elderly += into.reducedHouseholds.loss - lost;
          if (group.reburning) losses[at]![index]!.reburning += into.reducedHouseholds.loss - lost;
        }
      }
    },
  };
}

type LossOfGroups = { elderly: Fen; reburning: Fen };

export type Loss = { before: Fen; gives: Fen };

/** 少领的户: what a household got in the base season and would get in a coming one; null for a household that does not lose. */
export function lossOfHousehold(base: SeasonName, season: SeasonName, policies: readonly Policy[], scenario: Scenario) {
  const ahead = comingSeasons(base).indexOf(season) + 1;
  const nextOf = successors(policies);
  return (household: ForecastHouseholds): Loss | null => {
    const operating = operatingOf(household);
    const levels = givenIn(scenario, ahead, operating, (policy) => nextOf(policy, season, startOf(household, season, ahead - 1)));
    const gives = LEVELS.reduce((sum, level) => sum + levels[level], 0);
    return gives < operating.before ? { before: operating.before, gives } : null;
  };
}

function operatingOf(group: ForecastHouseholds): ForecastHouseholds & { before: Fen } {
  const entitlements = group.entitlements.filter((one) => one.policy.kind === 'operating');
  return { ...group, entitlements, before: entitlements.reduce((sum, one) => sum + one.due, 0) };
}

/** policyIn, with the answer kept for every policy, season and first day. */
function successors(policies: readonly Policy[]) {
  const known = new Map<string, Policy | null>();
  return (policy: Policy, season: SeasonName, startsOn: CalendarDay): Policy | null => {
    const key = `${season} ${startsOn} ${policy.policy}`;
    let next = known.get(key);
    if (next === undefined) {
      next = policyIn(policy, season, policies, startsOn);
      known.set(key, next);
    }
    return next;
  };
}

function startOf(group: ForecastHouseholds, season: SeasonName, index: number): CalendarDay {
  return group.startsOn?.[index] ?? usualStart(season);
}

/**
 * The first day of a coming season where nobody has set it yet: the day on which the base season began there (平鲁区 1 October, Taiyuan
 * 1 November), in the season's own year; 1 November where that is not known either.
 */
export function usualStart(season: SeasonName, baseStartsOn: CalendarDay | null = null): CalendarDay {
  const day = (baseStartsOn ?? '11-01').slice(-5);
  return `${season.slice(0, 4)}-${day === '02-29' ? '02-28' : day}`;
}

export function comingSeasons(base: SeasonName): SeasonName[] {
  const seasons: SeasonName[] = [];
  for (let season = seasonAfter(base); seasons.length < SEASONS_AHEAD; season = seasonAfter(season)) seasons.push(season);
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
  const ofSeason = policies
    .filter((one) => one.season === season && !superseded.has(one.policy))
    .sort((a, b) => (a.policy < b.policy ? -1 : 1));
  const next = ofSeason.find((one) => line.has(one.policy)) ?? ofSeason.find((one) => isSameSubject(one, policy));
  if (next) return next;
  // The latest policy of the chain before the season decides how long the subsidy goes on.
  const latest =
    policies
      .filter((one) => line.has(one.policy) && one.season < season)
      .sort((a, b) => (a.season < b.season || (a.season === b.season && a.policy < b.policy) ? 1 : -1))[0] ?? policy;
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
  const levels = noAmounts();
  for (const one of group.entitlements)
    for (const level of LEVELS) levels[level] += factor === FACTOR ? one.levels[level] : halfUp(one.levels[level] * factor, FACTOR);
  return levels;
}

function decided(group: ForecastHouseholds, next: (policy: Policy) => Policy | null): LevelAmounts {
  const levels = noAmounts();
  const results: { policy: Policy; amount: { due: Fen } }[] = [];
  const taken = new Set<string>();
  for (const basis of ['independent', 'remainder'] as const) {
    for (const { policy, quantity, due, levels: same } of group.entitlements) {
      const then = next(policy);
      if (then === null || then.basis !== basis || taken.has(then.policy)) continue;
      taken.add(then.policy);
      const amount =
        then === policy || then.policy === policy.policy
          ? { due, levels: same }
          : amountDue(then, quantity, basis === 'remainder' ? givenBy(then, results) : 0);
      results.push({ policy: then, amount });
      for (const level of LEVELS) levels[level] += amount.levels[level];
    }
  }
  return levels;
}

function emptySeason(season: SeasonName): ForecastSeason {
  return {
    season,
    money: noAmounts(),
    total: 0,
    reducedHouseholds: { households: 0, loss: 0, elderly: 0, hardship: 0, reburning: 0 },
  };
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
  into.reducedHouseholds.households += households;
  into.reducedHouseholds.loss += (before - total) * households;
  if (group.elderly) into.reducedHouseholds.elderly += households;
  if (group.hardship) into.reducedHouseholds.hardship += households;
  if (group.reburning) into.reducedHouseholds.reburning += households;
}
