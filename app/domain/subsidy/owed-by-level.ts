import { LEVELS, type LevelAmounts, noAmounts } from './funding-levels';
import { owedOf } from './ledger-balance';

/**
 * 各级还要付给户的钱: what each level may still send a household for one entitlement, 分
 * (docs/definitions.md#owed-by-level).
 *
 * `due` is what each level bears of the entitlement, `sent` what of its money has arrived or waits in a batch; a failed payment is not
 * sent. The entitlement is short of what is due less what was sent, over all levels. Every level that has sent less than it bears
 * makes that up, in the order of the levels from the centre down, until nothing is short.
 *
 * So a household never gets more than its entitlement: money that one level advanced for another lessens what is owed, for the
 * lower of the levels behind first. That a level owes another what was advanced is a matter of 资金 between the levels, not of a
 * payment to the household (docs/decisions/0020).
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
