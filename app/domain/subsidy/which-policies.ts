import { CLEAN_MODES, type Hardship, type Mode } from '../contract/enumerations';
import { comparableKey } from '../text/clean-text';
import type { CalendarDay } from '../time/calendar-day';
import type { SeasonName } from '../time/heating-season';
import { type AmountDue, amountDue } from './amount-due';
import type { Quantity } from './exact-decimal';
import type { Policy } from './policy';

/** The properties of a household that policies depend on, for one season. */
export type EntitledHousehold = {
  /** H (docs/definitions.md#flag-h): status 正常 or 闲置. */
  inScope: boolean;
  /** The codes from the root to its village. */
  divisions: readonly string[];
  hardship: readonly Hardship[];
  mode: Mode;
  /** The day its conversion counts as installed (installationDay), or null. */
  installedOn: CalendarDay | null;
};

/** The season whose subsidies are computed, with its days in the household's county. */
export type EntitledSeason = { name: SeasonName; startsOn: CalendarDay; endsOn: CalendarDay };

/** Why a policy that would apply gives nothing. */
export const NOT_GIVEN_REASONS = ['out-of-scope', 'not-installed', 'no-quantity', 'amount-zero', 'other-of-group'] as const;
export type NotGivenReason = (typeof NOT_GIVEN_REASONS)[number];

export type ComputedEntitlement = { policy: Policy; quantity: Quantity; amount: AmountDue };
type PolicyNotGiven = { policy: Policy; reason: NotGivenReason };
export type HouseholdEntitlements = { entitlements: ComputedEntitlement[]; notGiven: PolicyNotGiven[] };

/** One-off subsidies belong to the season in whose year the conversion was installed. */
const ONCE: ReadonlySet<Policy['kind']> = new Set(['equipment', 'insulation']);

/** The conversions of a season are those installed from 1 May of its first year to 30 April of its second. */
function conversionYear(season: SeasonName): { from: CalendarDay; to: CalendarDay } {
  const [first, second] = season.split('-') as [string, string];
  return { from: `${first}-05-01`, to: `${second}-04-30` };
}

/**
 * 谁享受哪项政策: the policies of a season that apply to a household, whatever they give. A policy applies when
 * - its division is the household's village or any division above it;
 * - its modes name the household's (no modes: every clean mode, and for 用煤 every mode);
 * - its target groups name one of the household's hardships (no target: everybody; 无 means a household without any);
 * - it is valid: its days meet the season's; for a one-off kind (设备, 节能) they hold the day of the installation, and a policy
 *   without days takes the conversions of the season's own year;
 * - no other policy that is in force for the household this season supersedes it. In order of policy numbers, independent ones
 *   before those of the remainder.
 */
export function policiesFor(household: EntitledHousehold, season: EntitledSeason, policies: readonly Policy[]): Policy[] {
  const here = policies.filter(
    (policy) => policy.season === season.name && household.divisions.includes(policy.division) && isValidFor(policy, household, season),
  );
  const superseded = new Set(here.map((policy) => policy.supersedes));
  return here
    .filter((policy) => !superseded.has(policy.policy) && speaksOfMode(policy, household.mode) && speaksOfGroup(policy, household.hardship))
    .sort(byBasisAndNumber);
}

/** 互斥组 is typed by hand into each of its policies, so it is compared as keys are. */
function groupOf({ exclusiveGroup }: Policy): string | null {
  return exclusiveGroup === null ? null : comparableKey(exclusiveGroup);
}

/** Whether two policies exclude each other: both are of one 互斥组. A policy without a group excludes none. */
export function excludeEachOther(one: Policy, other: Policy): boolean {
  return groupOf(one) !== null && groupOf(one) === groupOf(other);
}

function byBasisAndNumber(a: Policy, b: Policy): number {
  if (a.basis !== b.basis) return a.basis === 'independent' ? -1 : 1;
  return a.policy < b.policy ? -1 : a.policy > b.policy ? 1 : 0;
}

function speaksOfMode(policy: Policy, mode: Mode): boolean {
  if (policy.modes.length > 0) return policy.modes.includes(mode);
  return policy.kind === 'coal' || CLEAN_MODES.has(mode);
}

function speaksOfGroup(policy: Policy, hardship: readonly Hardship[]): boolean {
  if (policy.target.length === 0) return true;
  const groups = hardship.length === 0 ? (['none'] as const) : hardship;
  return groups.some((group) => policy.target.includes(group));
}

function isValidFor(policy: Policy, household: EntitledHousehold, season: EntitledSeason): boolean {
  if (!ONCE.has(policy.kind)) return (policy.validFrom ?? '') <= season.endsOn && (policy.validTo ?? '9999') >= season.startsOn;
  const year = conversionYear(season.name);
  const bounded = policy.validFrom !== null || policy.validTo !== null;
  const [from, to] = bounded ? [policy.validFrom ?? '', policy.validTo ?? '9999'] : [year.from, year.to];
  return household.installedOn !== null && household.installedOn >= from && household.installedOn <= to;
}

/**
 * 应补: what a household is entitled to in a season. `quantityOf` gives the base of a policy, or null when nothing is known of
 * it. Independent policies are computed first; of an exclusive group (互斥组) only the most favourable counts (of equal ones the
 * smaller policy number, an independent one before one of the remainder). Then come the policies of the remainder, in order of
 * their numbers, each of what is left of the cost after those of the same kind before it. The order of `policies` does not matter.
 */
export function entitlementsOf(
  household: EntitledHousehold,
  season: EntitledSeason,
  policies: readonly Policy[],
  quantityOf: (policy: Policy) => Quantity | null,
): HouseholdEntitlements {
  const result: HouseholdEntitlements = { entitlements: [], notGiven: [] };
  const decided = new Set<string>();
  const speaking = policiesFor(household, season, policies);
  for (const basis of ['independent', 'remainder'] as const) {
    const seen = new Set<string>();
    for (const policy of speaking.filter((one) => one.basis === basis)) {
      const group = groupOf(policy);
      if (group !== null && seen.has(group)) continue;
      if (group !== null) seen.add(group);
      const rivals = group === null ? [policy] : speaking.filter((one) => one.basis === basis && groupOf(one) === group);
      if (group !== null && decided.has(group)) {
        for (const rival of rivals) result.notGiven.push({ policy: rival, reason: 'other-of-group' });
        continue;
      }
      const winner = mostFavourable(
        rivals.map((rival) =>
          compute(household, season, rival, quantityOf, basis === 'remainder' ? givenBy(rival, result.entitlements) : 0),
        ),
        result.notGiven,
      );
      if (!winner) continue;
      result.entitlements.push(winner);
      if (group !== null) decided.add(group);
    }
  }
  return result;
}

function mostFavourable(
  computed: readonly (ComputedEntitlement | PolicyNotGiven)[],
  without: PolicyNotGiven[],
): ComputedEntitlement | null {
  let winner: ComputedEntitlement | null = null;
  for (const one of computed) {
    if ('reason' in one) without.push(one);
    else if (winner === null || one.amount.due > winner.amount.due) {
      if (winner) without.push({ policy: winner.policy, reason: 'other-of-group' });
      winner = one;
    } else without.push({ policy: one.policy, reason: 'other-of-group' });
  }
  return winner;
}

/** What the entitlements of the same kind that come before a policy of the remainder give. */
export function givenBy(
  policy: Pick<Policy, 'kind'>,
  before: readonly { policy: Pick<Policy, 'kind'>; amount: { due: number } }[],
): number {
  return before.reduce((sum, one) => (one.policy.kind === policy.kind ? sum + one.amount.due : sum), 0);
}

function compute(
  household: EntitledHousehold,
  season: EntitledSeason,
  policy: Policy,
  quantityOf: (policy: Policy) => Quantity | null,
  given: number,
): ComputedEntitlement | PolicyNotGiven {
  if (!household.inScope) return { policy, reason: 'out-of-scope' };
  if (policy.kind !== 'coal' && (household.installedOn === null || household.installedOn > season.endsOn))
    return { policy, reason: 'not-installed' };
  const quantity = quantityOf(policy);
  if (quantity === null) return { policy, reason: 'no-quantity' };
  const amount = amountDue(policy, quantity, given);
  return amount.due === 0 ? { policy, reason: 'amount-zero' } : { policy, quantity, amount };
}
