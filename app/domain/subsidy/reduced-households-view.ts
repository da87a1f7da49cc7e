import { pageIn } from './entitlement-list-view';
import type { Scenario } from './forecast';

/**
 * The scenarios whose households may be listed. Poverty is personal data, so the scenario for poor households and the group of
 * poor households are counted and never listed.
 */
export const LISTED_SCENARIOS = ['decided', 'keep', 'step-down', 'stop'] as const;
export const REDUCED_GROUPS = ['all', 'elderly', 'reburning'] as const;
export type ReducedGroup = (typeof REDUCED_GROUPS)[number];
export type ReducedHouseholdsView = { scenario: Scenario; coming: string | null; of: ReducedGroup; page: number };

/** Reads the view from the address. Unknown values are ignored, so that an old link still opens. */
export function reducedHouseholdsViewOf(parameters: URLSearchParams): ReducedHouseholdsView {
  const [name, of] = [parameters.get('scenario'), parameters.get('of')];
  const scenario = LISTED_SCENARIOS.find((one) => one === name) ?? 'decided';
  return {
    scenario: scenario === 'step-down' ? { name: scenario, percent: percentIn(parameters) } : { name: scenario },
    coming: parameters.get('coming'),
    of: REDUCED_GROUPS.find((one) => one === of) ?? 'all',
    page: pageIn(parameters),
  };
}

/** 每季退坡 in an address: a whole number from 1 to 100, and 20 when it has none. */
export function percentIn(parameters: URLSearchParams): number {
  const typed = Number(parameters.get('percent') ?? 20);
  return Number.isFinite(typed) && typed >= 1 && typed <= 100 ? Math.trunc(typed) : 20;
}
