import type { CalendarDay } from '../time/calendar-day';
import type { HouseholdCase } from './household-case';
import type { RuleCode } from './rule-codes';

/** The record that took a cause away, as far as it is known. `day`: of that record; of 'record' the day on which it was noticed. */
export type Cleared = { by: 'visit' | 'payment' | 'conversion' | 'record'; day: CalendarDay; visit?: string };

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
 * 何以消除: the record that cleared a finding of a household (docs/definitions.md#finding-life): the visit used or the last payment where the
 * rule asks for one, the conversion's own dates where no visit tells of them, else the register as it is since today.
 */
export function clearedBy(
  rule: RuleCode,
  home: Pick<HouseholdCase, 'visit' | 'payments' | 'conversion' | 'asOf'> | null,
  today: CalendarDay,
): Cleared {
  const first = LOOKED_AT[rule];
  if (home && first === 'visit' && home.visit) return { by: 'visit', day: home.visit.day, visit: home.visit.id };
  const paid = home?.payments.at(-1)?.paidOn;
  if (first === 'payment' && paid) return { by: 'payment', day: paid };
  const connectedOn = home?.conversion?.connectedOn;
  if ((rule === 'R10' || rule === 'R12') && connectedOn && connectedOn <= today) return { by: 'conversion', day: connectedOn };
  return { by: 'record', day: today };
}
