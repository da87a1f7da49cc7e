import type { HouseholdStatus, Mode, Residence, VisitKind, VisitOutcome } from '../contract/enumerations';
import type { Contradictable } from '../household/contradictions';
import type { VisitAnswers } from '../survey/visit-answers';
import type { CalendarDay } from '../time/calendar-day';
import type { Room } from './compare-visits';
import type { EvidenceReview } from './evidence-review';
import type { VisitStatus } from './queued-visit';

/** One visit with everything a reviewer compares. */
export type ReviewedVisit = {
  id: string;
  season: string;
  seasonClosed: boolean;
  revision: number;
  status: VisitStatus;
  kind: VisitKind;
  outcome: VisitOutcome;
  visitedAt: string;
  day: CalendarDay;
  visitor: string;
  submittedAt: string;
  reviewedAt: string | null;
  /** The username. */
  reviewedBy: string | null;
  reviewedByName: string | null;
  answers: VisitAnswers;
  /** Null when the sender of the visit takes no photos. */
  evidence: EvidenceReview | null;
  household: {
    number: string;
    head: string;
    address: string | null;
    phoneMasked: string | null;
    village: string;
    place: string;
    residence: Residence;
    status: HouseholdStatus;
    people: number | null;
    mode: Mode;
  };
  /** The visit that decided the season before. */
  last: null | { id: string; season: string; day: CalendarDay; visitor: string; answers: VisitAnswers };
  rooms: Room[];
  lastRooms: Room[];
  remarks: Remark[];
  /** What the register knows that the record may contradict. */
  register: Pick<Contradictable, 'paid' | 'meteredZero' | 'installedOn' | 'connectedOn'>;
  signs: Record<'reburning' | 'cold' | 'unstable' | 'letNotUsed' | 'suspected', boolean>;
  /** False when another visit of the season is the one that counts. */
  decides: boolean;
  seasonStartsOn: CalendarDay | null;
  /** Visits by the same visitor in the same village from half an hour before to half an hour after, this one included. */
  visitsWithinTheHour: number;
  /** How many of them are nothing to look at, in its season. */
  visitsAnHour: number;
};

export type Remark = { question: string; text: string; actorName: string; at: string; revision: number; resolved: boolean };

/** One entry of a visit's history, with the values that a reviewer may read. */
export type VisitHistoryEntry = {
  at: string;
  actorName: string;
  /** The dotted verb: 'visit.submit', 'visit.return' … */
  action: string;
  reason: string | null;
  remarks: { question: string; text: string }[];
  /** Answers before and after, when the entry changed some; `before` null for the first submission. */
  answers: null | { before: VisitAnswers | null; after: VisitAnswers };
  /** All rooms before and after, when the entry recorded rooms. */
  rooms: null | { before: Room[]; after: Room[] };
};
