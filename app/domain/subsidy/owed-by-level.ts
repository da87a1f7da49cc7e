import { LEVELS, type LevelAmounts, noAmounts } from './funding-levels';
import { owedOf } from './ledger-balance';

/**
 * 各级还要付给户的钱: what each level may still send a household for one entitlement, 分
 * (docs/definitions.md#owed-by-level).
 *
 * `due` is what each level bears of the entitlement. `sent` is what of its money has arrived or waits in a batch; a failed
 * payment is not sent. The shortfall is what is due less what was sent, over all levels. The levels that have sent less than
 * they bear make it up, in the order from the centre down, until nothing is short.
 *
 * So a household never gets more than its entitlement: money that one level advanced for another reduces what is owed, first
 * for the lower of the levels that are behind. What one level then owes another is settled between the levels (资金), not by a
 * payment to the household (docs/decisions/0019-subsidy-ledger.md).
 */
export function owedByLevel(due: LevelAmounts, sent: LevelAmounts): LevelAmounts {
  const owed = noAmounts();
  let short = owedOf({ due: sumOf(due), paid: sumOf(sent) });
  for (const level of LEVELS) {
    owed[level] = Math.min(short, owedOf({ due: due[level], paid: sent[level] }));
    short -= owed[level];
  }
  return owed;
}

function sumOf(amounts: LevelAmounts): number {
  return LEVELS.reduce((sum, level) => sum + amounts[level], 0);
}
