import type { FundingLevel, PolicyUnit } from '../contract/enumerations';
import { refuse } from '../problems';
import { type Fen, halfUp, type Quantity, type UnitRate } from './exact-decimal';
import { LEVELS, type LevelAmounts, noAmounts } from './funding-levels';
import type { Policy } from './policy';
import { type Share, WHOLE_SHARE } from './shares';

/** How an amount came about, step by step: data, put into words by app/i18n/amount-sentence.ts. `gives` is in 1/100,000 分. */
export type TraceStep =
  /** `given` is what other policies pay of the cost; `left` is the base */
  | { step: 'remainder'; cost: Fen; given: Fen; left: Fen }
  | { step: 'rate'; quantity: Quantity; rate: UnitRate; gives: number }
  | { step: 'tier'; tier: number; of: number; quantity: Quantity; rate: UnitRate; gives: number }
  /** `quantity` lies beyond the last tier and gets nothing */
  | { step: 'beyond'; quantity: Quantity }
  | { step: 'cap'; cap: Fen; before: Fen }
  | { step: 'level-cap'; level: FundingLevel; cap: Fen; before: Fen };

export type Trace = { unit: PolicyUnit; steps: readonly TraceStep[]; due: Fen; levels: Partial<LevelAmounts> };
export type AmountDue = { due: Fen; levels: LevelAmounts; trace: Trace };

/** A rate times a quantity is in 1/10,000,000 元, that is 1/100,000 分. */
const PARTS_OF_FEN = 100_000;
/** A share of the cost takes the cost in 元 like any other quantity: 1/1,000 元 are 1/10 分. */
const FEN_TO_QUANTITY = 10;

type Rule = Pick<Policy, 'unit' | 'rate' | 'tiers' | 'cap' | 'shares' | 'basis'>;

/**
 * 应补金额: what a policy gives for a quantity (kWh, m³, m², t, 户, or the cost in 元), in this order:
 * 1. of-the-remainder: the base is the cost less `given` (what the independent policies of the same kind give);
 * 2. rate × base, or the sum over the tiers; what lies beyond the last tier gives nothing;
 * 3. rounded once, half up to 分;
 * 4. at most the cap;
 * 5. borne by the levels: each its share, at most its own cap; whole 分 by the largest remainder (of equal ones the lower level
 *    of government first), so that the levels sum to the amount to the 分.
 */
export function amountDue(policy: Rule, quantity: Quantity, given: Fen = 0): AmountDue {
  if (!Number.isSafeInteger(quantity) || quantity < 0) refuse('entitlement.quantity-wrong');
  const steps: TraceStep[] = [];
  let base = quantity;
  if (policy.basis === 'remainder') {
    base = Math.max(0, quantity - given * FEN_TO_QUANTITY);
    steps.push({ step: 'remainder', cost: halfUp(quantity, FEN_TO_QUANTITY), given, left: halfUp(base, FEN_TO_QUANTITY) });
  }
  let due = halfUp(policy.tiers ? addTiers(policy.tiers, base, steps) : addRate(policy.rate ?? 0, base, steps), PARTS_OF_FEN);
  if (policy.cap !== null && due > policy.cap) {
    steps.push({ step: 'cap', cap: policy.cap, before: due });
    due = policy.cap;
  }
  const split = splitByLevel(due, policy.shares);
  steps.push(...split.steps);
  return {
    due: split.due,
    levels: split.levels,
    trace: { unit: policy.unit, steps, due: split.due, levels: onlyBearing(split.levels, policy.shares) },
  };
}

function product(quantity: Quantity, rate: UnitRate): number {
  const gives = quantity * rate;
  return Number.isSafeInteger(gives) ? gives : refuse('entitlement.quantity-wrong');
}

function addRate(rate: UnitRate, quantity: Quantity, steps: TraceStep[]): number {
  const gives = product(quantity, rate);
  steps.push({ step: 'rate', quantity, rate, gives });
  return gives;
}

function addTiers(tiers: NonNullable<Policy['tiers']>, quantity: Quantity, steps: TraceStep[]): number {
  let sum = 0;
  for (const [index, { from, to, rate }] of tiers.entries()) {
    const within = Math.min(quantity, to ?? quantity) - from;
    if (within <= 0 && index > 0) break;
    const gives = product(within, rate);
    sum += gives;
    steps.push({ step: 'tier', tier: index + 1, of: tiers.length, quantity: within, rate, gives });
  }
  const end = tiers[tiers.length - 1]!.to;
  if (end !== null && quantity > end) steps.push({ step: 'beyond', quantity: quantity - end });
  return sum;
}

/**
 * 分担: splits an amount over the levels. A level's own cap may make the amount smaller; what it cuts off is never moved to
 * another level.
 */
export function splitByLevel(amount: Fen, shares: readonly Share[]): { due: Fen; levels: LevelAmounts; steps: TraceStep[] } {
  const steps: TraceStep[] = [];
  const exact = shares.map(({ level, share, cap }) => {
    const whole = product(amount, share);
    const limit = cap === null ? whole : Math.min(whole, cap * WHOLE_SHARE);
    if (limit < whole) steps.push({ step: 'level-cap', level, cap: cap!, before: halfUp(whole, WHOLE_SHARE) });
    return { level, floor: Math.floor(limit / WHOLE_SHARE), rest: limit % WHOLE_SHARE };
  });
  const due =
    halfUp(
      exact.reduce((sum, one) => sum + one.rest, 0),
      WHOLE_SHARE,
    ) + exact.reduce((sum, one) => sum + one.floor, 0);
  let missing = due - exact.reduce((sum, one) => sum + one.floor, 0);
  const levels = noAmounts();
  for (const one of exact) levels[one.level] = one.floor;
  const byRest = [...exact].sort((a, b) => b.rest - a.rest || LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
  for (const one of byRest) {
    if (missing === 0) break;
    levels[one.level] += 1;
    missing -= 1;
  }
  return { due, levels, steps };
}

function onlyBearing(levels: LevelAmounts, shares: readonly Share[]): Partial<LevelAmounts> {
  return Object.fromEntries(shares.map(({ level }) => [level, levels[level]]));
}
