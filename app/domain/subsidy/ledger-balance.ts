import type { Fen } from './exact-decimal';

/** What was promised and what arrived, of one entitlement or of any sum of them. */
export type Account = { due: Fen; paid: Fen };
export type Balance = Account & { owed: Fen; overpaid: Fen };

/**
 * 台账平衡: due = paid + owed − overpaid. Owed and overpaid are computed for each entitlement before they are added up, because
 * what one household received too much does not pay what another is owed. The same holds for each level: it has its own owed
 * and overpaid of an entitlement, and over all levels owed − overpaid equals that of the whole.
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
