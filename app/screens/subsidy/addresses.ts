import type { EntitlementFilter } from '~/domain/subsidy/entitlement-list-view';
import type { Scenario } from '~/domain/subsidy/forecast';
import type { ReducedGroup } from '~/domain/subsidy/reduced-households-view';

/** The pages about subsidies of a division, in the order of the work: overview, policies, computation, payment, follow-up. */
export const SUBSIDY_PAGES = [
  'overview',
  'policies',
  'entitlements',
  'payments',
  'funds',
  'arrears',
  'reburning',
  'forecast',
  'claims',
] as const;
export type SubsidyPage = (typeof SUBSIDY_PAGES)[number];

/** A page about the subsidies of a division and season; `more` is the rest of the address. */
export function subsidyAddress(
  code: string,
  season: string | null,
  page: SubsidyPage = 'overview',
  more: Record<string, string> = {},
): string {
  const path = page === 'overview' ? `/subsidy/${code}` : `/subsidy/${code}/${page}`;
  const query = new URLSearchParams({ ...(season === null ? {} : { season }), ...more }).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** A page below one of them: a policy, a batch or its notice. */
export function subsidyPartAddress(code: string, season: string, page: SubsidyPage, part: string, rest = ''): string {
  return `/subsidy/${code}/${page}/${encodeURIComponent(part)}${rest}?${new URLSearchParams({ season }).toString()}`;
}

/** The list of the households behind a number, by one measure or by two at once; on a past day when there is one. */
export function householdsBehind(code: string, season: string, flag: string, also?: string, asOf: string | null = null): string {
  const query = { season, ...(asOf !== null && { asOf }), flag, ...(also ? { also } : {}) };
  return `/lists/${code}?${new URLSearchParams(query).toString()}`;
}

/** The list of the entitlements behind an amount: of a kind of subsidy, of a level's share, or of all. */
export function entitlementsBehind(
  code: string,
  season: string,
  lines: EntitlementFilter,
  of: { kind?: string; level?: string } = {},
): string {
  return `/subsidy/${code}/lines?${new URLSearchParams({ season, of: lines, ...of }).toString()}`;
}

/** The documents behind what a level allotted to a division, or sent to it. */
export function documentsBehind(code: string, season: string, level: string, of: 'allotted' | 'received'): string {
  return `${subsidyAddress(code, season, 'funds', { level, of })}#documents`;
}

/** The list of the households that get less in a coming season under a scenario of the forecast. */
export function reducedHouseholdsBehind(
  code: string,
  season: string,
  coming: string,
  scenario: Scenario,
  of: ReducedGroup = 'all',
): string {
  const query = new URLSearchParams({ season, coming, scenario: scenario.name });
  if (scenario.name === 'step-down') query.set('percent', String(scenario.percent));
  if (of !== 'all') query.set('of', of);
  return `/subsidy/${code}/forecast/losing?${query.toString()}`;
}
