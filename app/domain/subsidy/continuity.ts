import type { Continuity } from '../contract/enumerations';
import { addDays, type CalendarDay, earlierOf } from '../time/calendar-day';
import { type SeasonName, seasonBefore } from '../time/heating-season';
import { amountDue } from './amount-due';
import { isPastDue } from './arrears-age';
import type { Fen, Quantity } from './exact-decimal';
import { isPaidInFull, owedOf } from './ledger-balance';
import type { Policy } from './policy';
import { givenBy } from './which-policies';

/** An entitlement with what arrived of it on or before the as-of date. */
export type LedgerEntitlement = { policy: Policy; quantity: Quantity; due: Fen; paid: Fen };

/** The flags (docs/definitions.md#flags) that bear on continuity. */
export type ContinuityFlags = { H: boolean; V: boolean; C: boolean; U: boolean };

/** The reason for a status: the figures for its sentence, in the same order as the statuses. */
export type ContinuityReason =
  | { status: 'arrears'; owed: Fen; dueOn: CalendarDay }
  | { status: 'interrupted'; before: SeasonName; dueBefore: Fen }
  | { status: 'reduced'; before: SeasonName; dueBefore: Fen; gives: Fen }
  | { status: 'not_due'; owed: Fen; dueOn: CalendarDay }
  | { status: 'continuous'; paid: Fen }
  | { status: 'never' }
  | { status: 'not_applicable' };

const isOperating = (entitlement: LedgerEntitlement) => entitlement.policy.kind === 'operating';

/**
 * 补贴延续 of a household in a season (docs/definitions.md#continuity; operating subsidies of this season against the one before).
 * The first that holds: 1 拖欠, 2 中断, 3 退坡, 4 未到期, 5 延续, 6 未享受, 7 不适用. Null for a household outside H. Entitlements of other
 * kinds are ignored. Pure: the order of the records does not matter.
 */
export function continuityOf(
  flags: ContinuityFlags,
  season: SeasonName,
  current: readonly LedgerEntitlement[],
  before: readonly LedgerEntitlement[],
  asOf: CalendarDay,
): ContinuityReason | null {
  if (!flags.H) return null;
  const now = current.filter(isOperating);
  const then = before.filter(isOperating);
  const unpaid = now.filter((one) => !isPaidInFull(one));
  const overdue = unpaid.filter((one) => isPastDue(one.policy.dueOn, asOf));
  if (overdue.length > 0) return { status: 'arrears', ...owing(overdue) };
  const usesClean = flags.V ? flags.U : flags.C;
  const dueBefore = then.reduce((sum, one) => sum + one.due, 0);
  if (then.length > 0 && now.length === 0 && usesClean) return { status: 'interrupted', before: seasonBefore(season), dueBefore };
  if (then.length > 0 && now.length > 0) {
    const gives = givesForBefore(now, then);
    if (gives < dueBefore) return { status: 'reduced', before: seasonBefore(season), dueBefore, gives };
  }
  if (unpaid.length > 0) return { status: 'not_due', ...owing(unpaid) };
  if (now.length > 0) return { status: 'continuous', paid: now.reduce((sum, one) => sum + one.paid, 0) };
  return { status: flags.C && then.length === 0 ? 'never' : 'not_applicable' };
}

function owing(entitlements: readonly LedgerEntitlement[]): { owed: Fen; dueOn: CalendarDay } {
  return {
    owed: entitlements.reduce((sum, one) => sum + owedOf(one), 0),
    dueOn: entitlements.map((one) => one.policy.dueOn).reduce(earlierOf),
  };
}

type Counted = Pick<LedgerEntitlement, 'policy' | 'quantity'>;

/**
 * What this season's policies give for the quantities of the season before (docs/definitions.md#same-quantity). Every
 * entitlement of the season before is paired with one of this season that has the same unit; without one it gives nothing. Two
 * old ones may be paired with the same new one.
 *
 * Where a unit has several new ones the definition does not say which to pair. The largest old one is then paired with the
 * largest new one and so on, and the old ones left over with the last new one. A new one left over is applied to the largest
 * old quantity, so that one rate split into two documents is no reduction.
 */
export function givesForBefore(now: readonly Counted[], then: readonly Counted[]): Fen {
  const taken = [...new Set(then.map((one) => one.policy.unit))].flatMap((unit) => {
    const [old, current] = [then, now].map((all) => all.filter((one) => one.policy.unit === unit).sort(bySize)) as [Counted[], Counted[]];
    if (current.length === 0) return [];
    const each = old.map(({ quantity }, at) => ({ policy: current[Math.min(at, current.length - 1)]!.policy, quantity }));
    return [...each, ...current.slice(old.length).map(({ policy }) => ({ policy, quantity: old[0]!.quantity }))];
  });
  // The policies of the remainder come after the independent ones, which leave the remainder.
  taken.sort((a, b) => (a.policy.basis === b.policy.basis ? bySize(a, b) : a.policy.basis === 'independent' ? -1 : 1));
  const results: { policy: Policy; amount: { due: Fen } }[] = [];
  for (const { policy, quantity } of taken) {
    results.push({ policy, amount: amountDue(policy, quantity, policy.basis === 'remainder' ? givenBy(policy, results) : 0) });
  }
  return results.reduce((sum, one) => sum + one.amount.due, 0);
}

/** The larger quantity first, of equal ones the smaller policy number. */
function bySize(a: Counted, b: Counted): number {
  return b.quantity - a.quantity || (a.policy.policy < b.policy.policy ? -1 : 1);
}

/** The first day after `asOf` on which a due date alone changes the status or the arrears; null when none does. */
export function dueDateAhead(entitlements: readonly LedgerEntitlement[], asOf: CalendarDay): CalendarDay | null {
  const ahead = entitlements.filter((one) => !isPaidInFull(one) && one.policy.dueOn >= asOf).map((one) => addDays(one.policy.dueOn, 1));
  return ahead.length === 0 ? null : ahead.reduce(earlierOf);
}

/**
 * 自何时起: adds to every season of the strip the first season of the unbroken run with the same status. A missing season breaks
 * the run.
 */
export function withSince<Season extends { season: SeasonName; continuity: Continuity }>(
  strip: readonly Season[],
): (Season & { since: SeasonName })[] {
  const since = new Map<SeasonName, SeasonName>();
  const bySeason = new Map(strip.map((one) => [one.season, one]));
  for (const { season, continuity } of [...strip].sort((a, b) => (a.season < b.season ? -1 : 1))) {
    const before = seasonBefore(season);
    since.set(season, bySeason.get(before)?.continuity === continuity ? since.get(before)! : season);
  }
  return strip.map((one) => ({ ...one, since: since.get(one.season)! }));
}
