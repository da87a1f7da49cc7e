import type { Continuity } from '../contract/enumerations';
import { addDays, earlierOf, type CalendarDay } from '../time/calendar-day';
import { seasonBefore, type SeasonName } from '../time/heating-season';
import { amountDue } from './amount-due';
import { isPastDue } from './arrears-age';
import type { Fen, Quantity } from './exact-decimal';
import { isPaidInFull, owedOf } from './ledger-balance';
import type { Policy } from './policy';
import { givenBy } from './which-policies';

/** An entitlement with what arrived of it on or before the as-of date. */
export type LedgerEntitlement = { policy: Policy; quantity: Quantity; due: Fen; paid: Fen };

/** The flags of SPEC section 4 that bear on continuity. */
export type ContinuityFlags = { H: boolean; V: boolean; C: boolean; U: boolean };

/** Why: figures for the sentence, in the same order as the statuses. */
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
 * 补贴延续 of a household in a season (SPEC section 6; operating subsidies of this season against the one before). The first that
 * holds: 1 拖欠, 2 中断, 3 退坡, 4 未到期, 5 延续, 6 未享受, 7 不适用. Null for a household outside H. Entitlements of other kinds may be
 * among those given and are not looked at. Pure: the order of the records does not matter.
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
    const gives = givesForBefore(now.map((one) => one.policy), then);
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

/**
 * What this season's policies give for the quantities of the season before: every policy once, to the quantity of an
 * entitlement with the same unit. Where a unit has several, the new ones are matched to the old by size of quantity; an old one
 * without a match gives nothing, a new one more than there were old ones is taken on the largest quantity: one rate that became two
 * documents is not a reduction.
 */
export function givesForBefore(now: readonly Policy[], then: readonly Pick<LedgerEntitlement, 'policy' | 'quantity'>[]): Fen {
  const results: { policy: Policy; amount: { due: Fen } }[] = [];
  const inOrder = [...now].sort((a, b) => (a.basis === b.basis ? (a.policy < b.policy ? -1 : 1) : a.basis === 'independent' ? -1 : 1));
  const taken = new Map<Policy['unit'], number>();
  for (const policy of inOrder) {
    const old = then.filter((one) => one.policy.unit === policy.unit).map((one) => one.quantity).sort((a, b) => b - a);
    if (old.length === 0) continue;
    const index = taken.get(policy.unit) ?? 0;
    taken.set(policy.unit, index + 1);
    const quantity = old[index] ?? old[0]!;
    results.push({ policy, amount: amountDue(policy, quantity, policy.basis === 'remainder' ? givenBy(policy, results) : 0) });
  }
  return results.reduce((sum, one) => sum + one.amount.due, 0);
}

/** The first day after `asOf` on which a due date alone changes the status or the arrears; null when none does. */
export function dueDateAhead(entitlements: readonly LedgerEntitlement[], asOf: CalendarDay): CalendarDay | null {
  const ahead = entitlements.filter((one) => !isPaidInFull(one) && one.policy.dueOn >= asOf).map((one) => addDays(one.policy.dueOn, 1));
  return ahead.length === 0 ? null : ahead.reduce(earlierOf);
}

/** One season of the strip on the household's page. */
export type SeasonOfStrip = { season: SeasonName; status: Continuity | null; due: Fen; paid: Fen };

/** 自何时起: the first season of the unbroken run, up to the latest season of the strip, in which the status was the same. */
export function sinceSeason(strip: readonly SeasonOfStrip[]): SeasonName | null {
  const seasons = [...strip].sort((a, b) => (a.season < b.season ? 1 : -1));
  let since: SeasonOfStrip | null = null;
  for (const one of seasons) {
    if (since !== null && (one.status !== since.status || one.season !== seasonBefore(since.season))) break;
    since = one;
  }
  return since?.season ?? null;
}
