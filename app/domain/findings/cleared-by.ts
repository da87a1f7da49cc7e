import type { HouseholdCase } from './household-case';
import type { Cleared } from './life';
import type { RuleCode } from './rule-codes';

/** What a rule looks at first; where that is there, it is what cleared the finding. */
const LOOKED_AT: Partial<Record<RuleCode, 'visit' | 'payment'>> = {
  R04: 'visit',
  R08: 'visit',
  R09: 'visit',
  R10: 'visit',
  R14: 'visit',
  R25: 'visit',
  R13: 'payment',
  R17: 'payment',
};

/**
 * 何以消除: the record that cleared a finding of a household (docs/definitions.md#finding-life): the visit used (key: its id) or the last
 * payment (key: its day) where the rule asks for one, the conversion (key: its 接通日期) where no visit tells of the connection. Null where no
 * single record is known.
 */
export function clearedBy(
  rule: RuleCode,
  home: Pick<HouseholdCase, 'visit' | 'payments' | 'conversion' | 'asOf'>,
): Omit<Cleared, 'on'> | null {
  const first = LOOKED_AT[rule];
  if (first === 'visit' && home.visit) return { record: 'visit', key: home.visit.id };
  const paid = home.payments.at(-1)?.paidOn;
  if (first === 'payment' && paid) return { record: 'payment', key: paid };
  const connectedOn = home.conversion?.connectedOn;
  return (rule === 'R10' || rule === 'R12') && connectedOn && connectedOn <= home.asOf ? { record: 'conversion', key: connectedOn } : null;
}
