import type { HouseholdStatus, VisitKind, VisitOutcome } from '../contract/enumerations';
import { nobodyDays } from '../household/closure';
import { isInScope } from '../household/in-scope';
import type { CalendarDay } from '../time/calendar-day';
import type { SeasonName } from '../time/heating-season';
import { isCounted, isOfCountedKind } from './counted-visit';
import type { ClosureDraft } from './draft';
import type { Evidence } from './evidence';
import type { SurveyRoom } from './room';
import { type Typed, timeTyped, typedOf, VISITED_AT } from './typed';
import type { Given } from './undo';
import type { VisitAnswers } from './visit-answers';

type KnownVisit = {
  kind: VisitKind;
  status: 'submitted' | 'returned' | 'approved';
  outcome: VisitOutcome;
  day: CalendarDay;
};

/** Why no form opens. */
export type NotOpened = 'no-season' | 'out-of-scope' | 'approved';

export type WhatOpens<V> =
  | { blocked: NotOpened }
  | {
      blocked: null;
      /** The visit that is corrected under its own number; undefined when a new one begins. */
      correct: V | undefined;
      /** Different days of this season on which nobody was at home, and whether today is one of them. */
      nobody: { days: number; today: boolean };
    };

/**
 * 打开入户表: what the form of a household opens with, online and on the phone.
 *
 * Nothing opens between seasons, for a household out of scope, and once a completed visit was approved. A returned visit is
 * corrected under its own number; if there is none, a completed one that waits for review is; otherwise a new visit begins. A
 * spot check is never corrected. `visits` are those of the season being surveyed, the newest first; on the phone the unsent
 * ones are among them, as submitted.
 */
export function whatOpens<V extends KnownVisit>(
  household: { status: HouseholdStatus },
  season: SeasonName | null,
  visits: readonly V[],
  today: CalendarDay,
): WhatOpens<V> {
  if (season === null) return { blocked: 'no-season' };
  if (!isInScope(household.status)) return { blocked: 'out-of-scope' };
  const own = visits.filter(isOfCountedKind);
  if (own.some((visit) => visit.status === 'approved' && visit.outcome === 'done')) return { blocked: 'approved' };
  const counted = own.filter(isCounted);
  return {
    blocked: null,
    correct:
      own.find((visit) => visit.status === 'returned') ?? own.find((visit) => visit.status === 'submitted' && visit.outcome === 'done'),
    nobody: { days: nobodyDays(counted), today: counted.some((visit) => visit.outcome === 'nobody' && visit.day === today) },
  };
}

/** The remarks that the form shows: the open ones of a visit that was returned. */
export function remarksToAnswer<R extends { resolved: boolean }>(correct: { status: string; remarks: readonly R[] } | undefined): R[] {
  return correct?.status === 'returned' ? correct.remarks.filter((remark) => !remark.resolved) : [];
}

/** The visit as it was returned. Comparing it with the form shows which remarks are answered. */
export function returnedVisit(
  correct: { outcome: VisitOutcome; answers: VisitAnswers; visitedAt: string; evidence?: Evidence | null } | undefined,
  rooms: SurveyRoom[] | null,
): Given {
  return correct ? { typed: typedOfVisit(correct, rooms), evidence: correct.evidence ?? {} } : { typed: {}, evidence: {} };
}

/** A stored visit as the fields of the form. A visit that was not completed has only its note. */
export function typedOfVisit(
  visit: { outcome: VisitOutcome; answers: VisitAnswers; visitedAt: string },
  rooms: SurveyRoom[] | null,
): Typed {
  if (visit.outcome !== 'done') return visit.answers.note ? typedOf({ note: visit.answers.note }) : {};
  return { ...typedOf(visit.answers, rooms), [VISITED_AT]: [timeTyped(visit.visitedAt)] };
}

/** What the form of a call begins with: the call that is corrected, if it was one; of a visit nothing. */
export function callToCorrect(
  correct: { outcome: VisitOutcome; answers: VisitAnswers; evidence?: Evidence | null } | undefined,
): Pick<ClosureDraft, 'outcome' | 'note' | 'evidence'> {
  if (!correct || correct.outcome === 'done') return { note: '' };
  const { outcome, answers, evidence } = correct;
  return { outcome, note: answers.note ?? '', ...(evidence && { evidence }) };
}
