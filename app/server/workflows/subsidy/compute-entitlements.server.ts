import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { householdBatches, RollUpsMoved, refreshFacts, settleMoved } from '~/database/facts/facts.server';
import { markOthersStale } from '~/database/findings/stale.server';
import { areaChangesOf } from '~/database/households/ledger/events.server';
import { writeHistory } from '~/database/imports/finish.server';
import { openStaging } from '~/database/imports/staging.server';
import { scopeOf } from '~/database/scope.server';
import { isClosedAndHeld } from '~/database/seasons/closing.server';
import {
  countHouseholdsBelow,
  type EntitlementToStore,
  householdsThatMayLack,
  householdsToEntitle,
  type MayLack,
  openComputation,
  removeEntitlements,
  type StoredEntitlement,
  storedEntitlements,
  storeEntitlements,
  type ToEntitle,
  usagesOf,
  villagesOfSeason,
  withPayments,
} from '~/database/subsidy/entitlements.server';
import { policiesOfSeasons, type StoredPolicy } from '~/database/subsidy/policies.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { CLEAN_MODES, type Energy, type FundingLevel, type PolicyKind } from '~/domain/contract/enumerations';
import { isInScopeOn } from '~/domain/household/in-scope';
import { areaAtStart } from '~/domain/household/ledger/household-event';
import { installationDay } from '~/domain/indicators/flags-of';
import { refuse } from '~/domain/problems';
import { type AmountDue, amountDue } from '~/domain/subsidy/amount-due';
import { baseQuantity } from '~/domain/subsidy/base-quantity';
import { LEVELS, noAmounts } from '~/domain/subsidy/funding-levels';
import type { Policy } from '~/domain/subsidy/policy';
import { type EntitledHousehold, type EntitledSeason, entitlementsOf, givenBy, type NotGivenReason } from '~/domain/subsidy/which-policies';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { openHardship } from '~/server/personal/household-values.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';

/**
 * The entitlements of one policy before and after: how many are new, differ or no longer apply, and what was paid beyond the
 * new amount. Amounts in 分.
 */
type PolicyDifference = {
  policy: string;
  kind: PolicyKind;
  households: number;
  due: number;
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  difference: number;
  overpaid: number;
};
export type ComputeOutcome = {
  dryRun: boolean;
  policies: PolicyDifference[];
  levels: Record<FundingLevel, number>;
  /** Households that get nothing from a policy that applies to them, and why. */
  without: { reason: NotGivenReason; policy: string; households: number }[];
  households: number;
};
type ComputeProgress = { stage: 'computing' | 'history'; done: number; total: number };
export type ComputeOptions = { dryRun: boolean; now: Date; progress?: (progress: ComputeProgress) => Promise<void> | void };

/** Rolls the transaction back and carries the result. */
class TakenBack extends Error {
  constructor(readonly outcome: ComputeOutcome) {
    super('taken back');
  }
}

/**
 * 核定应补: the entitlements of every household of a division for a season, from policies, conversion, meter usage and area. One
 * transaction: all of it or nothing. A second computation changes only what differs, and never what was paid. An entitlement
 * that no longer applies is removed; once money was sent, it stays with nothing due and is shown as overpaid. Quantities from a
 * sheet are kept and valued by the current policy. `dryRun` does everything and rolls it back.
 */
export async function computeEntitlements(
  db: Database,
  person: Person,
  query: { division: string; season: string },
  options: ComputeOptions,
): Promise<ComputeOutcome> {
  if (!mayPerson(person, 'entitlements.compute')) refuse('access.not-allowed');
  try {
    return await inTransaction(db, (sql) => computeIn(sql, person, query, options), { statementTimeoutMs: 0 });
  } catch (error) {
    if (error instanceof TakenBack) return error.outcome;
    throw error;
  }
}

async function computeIn(
  sql: Sql,
  person: Person,
  query: { division: string; season: string },
  options: ComputeOptions,
): Promise<ComputeOutcome> {
  await requireDivisionAndSeason(sql, scopeOf(person), query);
  if (await isClosedAndHeld(sql, query.season)) refuse('season.closed', { season: query.season });
  const today = dayInShanghai(options.now);
  const context = { roots: scopeOf(person).roots, now: options.now.toISOString(), today, actor: person.username, actorName: person.name };
  await openStaging(sql, context, RULE_VERSION);
  await openComputation(sql);
  const policies = await policiesOfSeasons(sql, [query.season]);
  const villages = await villagesOfSeason(sql, query.division, query.season);
  const report = options.progress ?? (() => undefined);
  const total = await countHouseholdsBelow(sql, query.division);
  const inForce = new Set(policies.map(({ policy }) => policy));
  const tally = new Tally(policies);
  const opensHardship = policies.some(({ target }) => target.length > 0);
  const moved = new RollUpsMoved();
  let done = 0;
  for await (const numbers of householdBatches(sql, query.division)) {
    const households = await householdsToEntitle(sql, numbers, !options.dryRun);
    const usages = groupUsages(await usagesOf(sql, numbers, query.season));
    const areas = await areaChangesOf(sql, numbers);
    const stored = groupStored(await storedEntitlements(sql, numbers, query.season));
    const store: EntitlementToStore[] = [];
    const gone: StoredEntitlement[] = [];
    for (const household of households) {
      const village = villages.get(household.village_code);
      if (!village) continue;
      const season: EntitledSeason = { name: query.season, startsOn: village.startsOn, endsOn: village.endsOn };
      // What a policy gave that waits for its confirmation is left as it is.
      const before = (stored.get(household.number) ?? NOTHING).filter((one) => inForce.has(one.policy_number));
      const { after, without } = entitle(entitledOf(household, village, opensHardship), season, policies, before, (policy) =>
        baseQuantity(policy.unit, {
          usage: usages.get(household.number) ?? {},
          heatedArea: areaAtStart(household.heated_area, areas.get(household.number) ?? [], village.startsOn),
        }),
      );
      for (const { policy, reason } of without) tally.without(policy.policy, reason);
      for (const one of after) {
        const was = before.find((stored) => stored.policy_number === one.policy);
        tally.after(one, was);
        if (!was || differs(one, was)) store.push({ household: household.number, ...one });
      }
      gone.push(...before.filter((was) => !after.some(({ policy }) => policy === was.policy_number) && was.source !== 'withdrawn'));
    }
    const paid = await withPayments(sql, gone);
    const kept = gone.filter((one) => paid.has(`${one.household_number}/${one.policy_number}`));
    for (const one of gone) tally.gone(one);
    store.push(...kept.map((one) => ({ household: one.household_number, policy: one.policy_number, ...WITHDRAWN })));
    if (store.length > 0 || gone.length > 0) {
      const removed = gone.filter((one) => !kept.includes(one));
      // A dry run only counts, because writing what is rolled back would only cost time.
      if (!options.dryRun) {
        await storeEntitlements(sql, query.season, store);
        await removeEntitlements(sql, removed);
        await refreshFacts(
          sql,
          [...store.map((one) => one.household), ...removed.map((one) => one.household_number)],
          today,
          undefined,
          moved,
        );
      }
    }
    done += numbers.length;
    await report({ stage: 'computing', done, total });
  }
  const outcome = tally.outcome(options.dryRun, done);
  if (options.dryRun) throw new TakenBack(outcome);
  await settleMoved(sql, moved, today);
  await markOthersStale(sql);
  await writeHistory(sql, context, (at, total) => report({ stage: 'history', done: at, total }), 'compute');
  return outcome;
}

export type NotEntitledQuery = { division: string; season: string; policy: string; reason: NotGivenReason; page: number | null };

/**
 * The households that a computation made now would leave without an entitlement under a policy for a reason: one page of them,
 * all with null, in the order of villages and numbers.
 */
export async function householdsNotEntitled(sql: Sql, query: NotEntitledQuery): Promise<{ numbers: string[]; more: boolean }> {
  const policies = await policiesOfSeasons(sql, [query.season]);
  const villages = await villagesOfSeason(sql, query.division, query.season);
  const opensHardship = policies.some(({ target }) => target.length > 0);
  const [from, to] = query.page === null ? [0, Number.POSITIVE_INFINITY] : [(query.page - 1) * ROWS_A_PAGE, query.page * ROWS_A_PAGE];
  const found: string[] = [];
  const asked = policies.find(({ policy }) => policy === query.policy);
  const days = [...villages.values()].map(({ endsOn }) => endsOn).sort();
  for await (const numbers of householdsThatMayLack(sql, [...villages.keys()], mayLack(query.reason, asked), days[0] ?? '')) {
    const households = new Map((await householdsToEntitle(sql, numbers, false)).map((one) => [one.number, one]));
    const usages = groupUsages(await usagesOf(sql, numbers, query.season));
    const areas = await areaChangesOf(sql, numbers);
    const stored = groupStored(await storedEntitlements(sql, numbers, query.season));
    for (const number of numbers) {
      const household = households.get(number);
      const village = household && villages.get(household.village_code);
      if (!village) continue;
      const { without } = entitle(
        entitledOf(household, village, opensHardship),
        { name: query.season, startsOn: village.startsOn, endsOn: village.endsOn },
        policies,
        stored.get(number) ?? NOTHING,
        (policy) =>
          baseQuantity(policy.unit, {
            usage: usages.get(number) ?? {},
            heatedArea: areaAtStart(household.heated_area, areas.get(number) ?? [], village.startsOn),
          }),
      );
      if (without.some(({ policy, reason }) => policy.policy === query.policy && reason === query.reason)) found.push(number);
    }
    if (found.length > to) break;
  }
  return { numbers: found.slice(from, to), more: found.length > to };
}

/** Without a conversion, or with one that is not clean, nothing is ever installed: then every household may lack the policy. */
function mayLack(reason: NotGivenReason, policy: Policy | undefined): MayLack {
  if (reason === 'out-of-scope') return reason;
  const cleanAlone = policy !== undefined && policy.kind !== 'coal' && policy.modes.every((mode) => CLEAN_MODES.has(mode));
  return reason === 'not-installed' && cleanAlone ? reason : 'any';
}

const NOTHING: readonly StoredEntitlement[] = [];
const WITHDRAWN = { quantity: 0, due: 0, levels: noAmounts(), trace: { steps: [], due: 0, levels: {} }, source: 'withdrawn' as const };
type After = Omit<EntitlementToStore, 'household'>;

/** A season's subsidy belongs to the households that were there at its start (docs/definitions.md#household-events). */
function entitledOf(
  household: ToEntitle,
  village: { path: readonly string[]; startsOn: CalendarDay },
  opensHardship: boolean,
): EntitledHousehold {
  const mode = household.mode ?? 'none';
  return {
    inScope: isInScopeOn({ status: household.status, beganOn: household.began_on, endedOn: household.ended_on }, village.startsOn),
    divisions: village.path,
    hardship:
      opensHardship && household.hardship_encrypted
        ? openHardship(household.number, household.hardship_encrypted).filter((one) => one !== 'none')
        : [],
    mode,
    installedOn: CLEAN_MODES.has(mode) ? installationDay({ installedOn: household.installed_on, year: household.year }) : null,
  };
}

/** What a household is entitled to now. A quantity from a sheet takes precedence over what the register knows. */
function entitle(
  household: EntitledHousehold,
  season: EntitledSeason,
  policies: readonly Policy[],
  before: readonly StoredEntitlement[],
  known: (policy: Policy) => number | null,
): { after: After[]; without: { policy: Policy; reason: NotGivenReason }[] } {
  const given = new Map(before.filter(({ source }) => source === 'given').map((one) => [one.policy_number, one.quantity]));
  const { entitlements, notGiven: without } = entitlementsOf(
    household,
    season,
    policies,
    (policy) => given.get(policy.policy) ?? known(policy),
  );
  const after: After[] = entitlements.map(({ policy, quantity, amount }) =>
    made(policy, quantity, amount, given.has(policy.policy) ? 'given' : 'computed'),
  );
  for (const [number, quantity] of given) {
    if (after.some((one) => one.policy === number)) continue;
    const policy = policies.find((one) => one.policy === number);
    if (policy)
      after.push(
        made(policy, quantity, amountDue(policy, quantity, policy.basis === 'remainder' ? givenBy(policy, entitlements) : 0), 'given'),
      );
  }
  return { after, without: without.filter(({ policy }) => !given.has(policy.policy)) };
}

function made(policy: Policy, quantity: number, amount: AmountDue, source: 'computed' | 'given'): After {
  return { policy: policy.policy, quantity, due: amount.due, levels: amount.levels, trace: amount.trace, source };
}

function differs(one: After, was: StoredEntitlement): boolean {
  const { central, province, city, county } = one.levels;
  return (
    one.quantity !== was.quantity ||
    one.due !== was.due ||
    one.source !== was.source ||
    central !== was.due_central ||
    province !== was.due_province ||
    city !== was.due_city ||
    county !== was.due_county
  );
}

function groupUsages(
  rows: readonly { household_number: string; energy: Energy; usage: number }[],
): Map<string, Partial<Record<Energy, number>>> {
  const groups = new Map<string, Partial<Record<Energy, number>>>();
  for (const { household_number, energy, usage } of rows)
    groups.set(household_number, { ...groups.get(household_number), [energy]: usage });
  return groups;
}

function groupStored(rows: readonly StoredEntitlement[]): Map<string, StoredEntitlement[]> {
  const groups = new Map<string, StoredEntitlement[]>();
  for (const row of rows) {
    const group = groups.get(row.household_number);
    if (group) group.push(row);
    else groups.set(row.household_number, [row]);
  }
  return groups;
}

/** Adds up what a computation finds, policy by policy. */
class Tally {
  private readonly rows = new Map<string, PolicyDifference>();
  private readonly reasons = new Map<string, { reason: NotGivenReason; policy: string; households: number }>();
  private readonly levels = noAmounts();

  constructor(policies: readonly StoredPolicy[]) {
    for (const { policy, kind } of policies) {
      this.rows.set(policy, {
        policy,
        kind,
        households: 0,
        due: 0,
        added: 0,
        changed: 0,
        removed: 0,
        unchanged: 0,
        difference: 0,
        overpaid: 0,
      });
    }
  }

  after(one: After, was: StoredEntitlement | undefined): void {
    const row = this.rows.get(one.policy)!;
    row.households += 1;
    row.due += one.due;
    row.difference += one.due - (was?.due ?? 0);
    row.overpaid += Math.max(0, (was?.paid ?? 0) - one.due);
    if (!was || was.source === 'withdrawn') row.added += 1;
    else if (differs(one, was)) row.changed += 1;
    else row.unchanged += 1;
    for (const level of LEVELS) this.levels[level] += one.levels[level];
  }

  gone(was: StoredEntitlement): void {
    const row = this.rows.get(was.policy_number)!;
    row.removed += 1;
    row.difference -= was.due;
    row.overpaid += was.paid;
  }

  without(policy: string, reason: NotGivenReason): void {
    const key = `${policy} ${reason}`;
    const found = this.reasons.get(key);
    if (found) found.households += 1;
    else this.reasons.set(key, { reason, policy, households: 1 });
  }

  outcome(dryRun: boolean, households: number): ComputeOutcome {
    const policies = [...this.rows.values()].filter((row) => row.households + row.removed > 0);
    const without = [...this.reasons.values()].sort((a, b) =>
      a.policy === b.policy ? (a.reason < b.reason ? -1 : 1) : a.policy < b.policy ? -1 : 1,
    );
    return { dryRun, policies, levels: this.levels, without, households };
  }
}
