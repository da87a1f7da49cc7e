import type { SurveyRoom } from '~/domain/survey/room';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { FieldHousehold, FieldVisit } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { packedRooms } from './household-on-phone';

/** This season's visits of the household, with the waiting ones of the phone in their place. To the cadre they count as submitted. */
export function visitsNow(household: FieldHousehold, waiting: readonly OutboxRecord[]): FieldVisit[] {
  const own = waiting.map(({ record, contentHash }) => submittedVisit(record.visit, { contentHash, revision: 0 }));
  return [...own, ...household.visits.filter((visit) => own.every(({ id }) => id !== visit.id))];
}

/** The rooms of this season after the last waiting record that lists rooms. */
export function roomsNow(household: FieldHousehold, waiting: readonly OutboxRecord[]): readonly SurveyRoom[] {
  const said = waiting.map(({ record }) => (record.visit as { rooms?: SurveyRoom[] }).rooms).filter((all) => all !== undefined);
  return said[said.length - 1] ?? packedRooms(household);
}

/**
 * A visit of this phone as the household's page shows it: submitted, whether it still waits here (revision 0) or the server has
 * it.
 */
export function submittedVisit(sent: Record<string, unknown>, kept: { contentHash: string; revision: number; id?: string }): FieldVisit {
  const visit = sent as {
    visit: string;
    visitedAt: string;
    visitor: string;
    kind: 'survey';
    outcome: 'done';
    answers: VisitAnswers;
    evidence?: FieldVisit['evidence'];
  };
  return {
    id: kept.id ?? visit.visit,
    kind: visit.kind,
    outcome: visit.outcome,
    status: 'submitted',
    visitedAt: visit.visitedAt,
    day: dayInShanghai(visit.visitedAt),
    visitor: visit.visitor,
    revision: kept.revision,
    contentHash: kept.contentHash,
    answers: visit.answers,
    evidence: visit.evidence ?? null,
    remarks: [],
  };
}
