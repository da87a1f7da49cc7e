import type { Level } from '../contract/enumerations';
import type { Fen } from './exact-decimal';
import { LEVELS } from './shares';

/** What was promised and what arrived, of one entitlement or of any sum of them. */
export type Account = { due: Fen; paid: Fen };
export type Balance = Account & { owed: Fen; overpaid: Fen };

/**
 * 台账平衡: due = paid + owed − overpaid. Owed and overpaid are taken entitlement by entitlement before they are added up: what one
 * household got too much does not pay what another is owed.
 */
export function balanceOf(accounts: Iterable<Account>): Balance {
  const total: Balance = { due: 0, paid: 0, owed: 0, overpaid: 0 };
  for (const { due, paid } of accounts) {
    total.due += due;
    total.paid += paid;
    total.owed += owedOf({ due, paid });
    total.overpaid += Math.max(0, paid - due);
  }
  return total;
}

export function owedOf({ due, paid }: Account): Fen {
  return Math.max(0, due - paid);
}

/** 付清: nothing is owed. */
export function isPaidInFull(account: Account): boolean {
  return account.paid >= account.due;
}

/** Money that is counted at all: what arrived (成功) on or before the as-of date. */
export function paidAsOf(payments: Iterable<{ amount: Fen; result: string; paidOn: string | null }>, asOf: string): Fen {
  let paid = 0;
  for (const payment of payments) if (payment.result === 'ok' && payment.paidOn !== null && payment.paidOn <= asOf) paid += payment.amount;
  return paid;
}

/** The same per level: what a level has not borne yet of its part. */
export function balanceByLevel(due: Record<Level, Fen>, paid: Record<Level, Fen>): Record<Level, Balance> {
  return Object.fromEntries(LEVELS.map((level) => [level, balanceOf([{ due: due[level], paid: paid[level] }])])) as Record<Level, Balance>;
}
