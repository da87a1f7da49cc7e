import { coalSubsidyFault } from '../../../subsidy/double-claims';
import { earlierOf } from '../../../time/calendar-day';
import type { HouseholdRule } from '../../household-case';
import { opened } from '../../opened';

/**
 * R13 违规补煤 (docs/definitions.md#rule-r13, docs/definitions.md#clause-c9): a coal subsidy of the season arrived on a day on which the
 * village, or a division above it, was completed or lay in a no-coal zone (`coalSubsidyFault`, both first days included). Any status.
 *
 * The amount is that of these payments alone; coal paid for before that day is in order. A no-coal zone is named rather than completion.
 */
export const coalSubsidisedWhereCoalIsOver: HouseholdRule = (home) => {
  const faulty = home.payments
    .filter(({ kind }) => kind === 'coal')
    .map((payment) => ({ ...payment, fault: coalSubsidyFault(payment.paidOn, home.village.coalFree) }))
    .filter(({ fault }) => fault !== null);
  if (faulty.length === 0) return [];
  const amount = faulty.reduce((sum, payment) => sum + payment.amount, 0);
  const cause = {
    why: faulty.some(({ fault }) => fault === 'no-coal-zone') ? 'no-coal-zone' : 'completed',
    payments: faulty.length,
    firstPaidOn: faulty.map(({ paidOn }) => paidOn).reduce(earlierOf),
    amount,
  };
  return [opened('R13', home.household, home.thresholds, { cause, amount })];
};
