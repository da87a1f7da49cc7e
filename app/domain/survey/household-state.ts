import type { HouseholdStatus, VisitKind, VisitOutcome } from '../contract/enumerations';
import { isClosed, nobodyDays } from '../household/closure';
import { isInScope } from '../household/in-scope';
import type { CalendarDay } from '../time/calendar-day';
import { isCounted, isOfCountedKind } from './counted-visit';

/** The states of a household that the lists show. */
type HouseholdState = 'not_visited' | 'draft' | 'submitted' | 'returned' | 'approved' | 'closed' | 'out_of_scope';

export type VisitOfSeason = {
  outcome: VisitOutcome;
  kind: VisitKind;
  status: 'submitted' | 'returned' | 'approved';
  day: CalendarDay;
};

export type StateOfHousehold = {
  state: HouseholdState;
  /** Different days on which nobody was at home, as long as they have not closed the household. */
  nobodyDays: number;
  /** The outcome that closed it. */
  closedBy?: VisitOutcome;
};

/**
 * 这户到哪一步了: what is to be done about a household in a season; visits in any order, spot checks aside.
 *
 * The first that holds: out of scope (销户, 拆迁, 空挂: nobody is to go there) · returned (work waits for the cadre) · approved
 * (a completed visit, locked, whatever draft may be left) · draft (typed by the person who looks, not yet submitted) ·
 * submitted (a completed visit) · closed (docs/definitions.md#flag-x) · not visited.
 */
export function stateOfHousehold(status: HouseholdStatus, visits: readonly VisitOfSeason[], hasDraft: boolean): StateOfHousehold {
  const own = visits.filter(isOfCountedKind);
  const counted = own.filter(isCounted);
  const days = nobodyDays(counted);
  if (!isInScope(status)) return { state: 'out_of_scope', nobodyDays: 0 };
  if (own.some((visit) => visit.status === 'returned')) return { state: 'returned', nobodyDays: days };
  const done = counted.filter((visit) => visit.outcome === 'done');
  const closed = done.length === 0 && isClosed(counted);
  if (done.some((visit) => visit.status === 'approved')) return { state: 'approved', nobodyDays: 0 };
  if (hasDraft) return { state: 'draft', nobodyDays: days };
  if (done.length > 0) return { state: 'submitted', nobodyDays: 0 };
  if (closed) {
    const closing = counted.find((visit) => visit.outcome !== 'nobody') ?? counted[0];
    return { state: 'closed', nobodyDays: 0, ...(closing && { closedBy: closing.outcome }) };
  }
  return { state: 'not_visited', nobodyDays: days };
}
