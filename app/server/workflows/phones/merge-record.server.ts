/** The sides of a record and of the visit that is there, as they are compared and merged. */

import type { HouseholdForRecord } from '~/database/phones/records.server';
import type { WholeVisit } from '~/database/survey/visit-writes.server';
import type { Evidence } from '~/domain/survey/evidence';
import type { SurveyRoom } from '~/domain/survey/room';
import type { VisitInput } from '~/domain/survey/visit-schema';
import { canonicalJson } from '~/domain/sync/canonical-json';
import type { VisitRecordSent } from '~/domain/sync/protocol';
import type { RecordDecision, VisitThere } from '~/domain/sync/receive-record';
import { type Fields, fieldsOf, fieldsSaid, visitOfFields } from '~/domain/sync/visit-fields';
import { openPhone, registerNow, registerSeen } from '~/server/workflows/households/register-fields.server';
import type { KeptBody } from '~/server/workflows/survey/kept-body.server';

export function thereOf(row: WholeVisit): VisitThere {
  return {
    id: row.id,
    household: row.household_number,
    contentHash: row.content_hash,
    status: row.status as VisitThere['status'],
    revision: row.revision,
    kind: row.kind,
    outcome: row.outcome as VisitThere['outcome'],
    device: row.device_id,
    visitedAt: row.visited_at,
  };
}

export function sameBase(record: VisitRecordSent, own: KeptBody): boolean {
  if (record.base === null || own.base === null)
    return record.base === own.base && (record.baseRevision ?? 0) <= (own.sent.baseRevision ?? 0);
  return canonicalJson(record.base) === canonicalJson(own.base);
}

export function circumstancesOf(household: HouseholdForRecord, now: Date) {
  return {
    mode: household.mode ?? 'none',
    residence: household.residence,
    people: household.people,
    elderly: household.elderly,
    now: now.toISOString(),
  } as const;
}

/** What stands there for a record: the visit it meets, the rooms, the household, and what this phone sent of the visit before. */
type There = {
  there: WholeVisit | null;
  rooms: SurveyRoom[] | null;
  household: HouseholdForRecord;
  own: KeptBody | null;
  /** Whose state the record says it changed (decideRecord). */
  from: Extract<RecordDecision, { outcome: 'compare' }>['before'];
};

/** The three sides: what the phone began from, what it says now, and what stands there. A number is opened only to be compared. */
export function sidesOf(record: VisitRecordSent, visit: VisitInput, { there, rooms, household, own, from }: There) {
  const openedPhone = visit.householdChanges?.phone === undefined ? undefined : openPhone(household.phoneEncrypted, household.number);
  const theirs = fieldsOf(
    there && { ...there, answers: there.answers as object, evidence: there.evidence as Evidence | null },
    rooms,
    registerNow(household, openedPhone),
  );
  const base = baseFields(record, there?.id ?? visit.visit, household, openedPhone);
  const before: Fields =
    from === 'theirs'
      ? theirs
      : from === 'own-before' && own?.before
        ? own.before
        : from === 'own-sent' && own
          ? fieldsSaid(own.visit, base, base)
          : base;
  return { before, said: fieldsSaid(visit, from === 'theirs' ? theirs : base, before), theirs };
}

/** What the phone had on its screen when the form was opened. */
function baseFields(
  record: VisitRecordSent,
  target: string,
  household: HouseholdForRecord,
  openedPhone: string | null | undefined,
): Fields {
  if (!record.base) return {};
  const visit = record.base.visits.find(({ id }) => id === target) ?? record.base.visits.find(({ id }) => id === record.id) ?? null;
  return fieldsOf(visit, record.base.rooms as { room: number }[] | null, registerSeen(record.base.household, household, openedPhone));
}

/** The merged content under the number, time and name of the visit that it is stored in. */
export function mergedVisit(merged: Fields, theirs: Fields, mine: VisitInput, there: WholeVisit | null): VisitInput {
  const { baseRevision: _seen, rooms: _rooms, householdChanges: _changes, evidence: _evidence, ...frame } = mine;
  return {
    ...frame,
    ...(there &&
      there.id !== mine.visit && { visit: there.id, visitor: there.visitor, visitedAt: new Date(there.visited_at).toISOString() }),
    ...visitOfFields(merged, theirs),
  };
}
