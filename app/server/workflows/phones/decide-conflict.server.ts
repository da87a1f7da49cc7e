import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { closeRecords, type HouseholdForRecord, lockHouseholdsFor } from '~/database/phones/records.server';
import {
  lastChange,
  type RecordToDecide,
  recordInScope,
  type WaitingRecord,
  waitingRecords,
} from '~/database/phones/waiting-records.server';
import { scopeOf } from '~/database/scope.server';
import { arrivedPhotos } from '~/database/survey/photos.server';
import { storedRooms, storedVisits, type WholeVisit } from '~/database/survey/visit-writes.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { Evidence } from '~/domain/survey/evidence';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import { checkVisit } from '~/domain/survey/visit-schema';
import { onlyAsked } from '~/domain/survey/which-questions';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { changedByBoth, threeWay } from '~/domain/sync/three-way';
import { type Fields, fieldsOf } from '~/domain/sync/visit-fields';
import { openPhone, registerNow, shownField } from '~/server/workflows/households/register-fields.server';
import { bodyOf, type KeptBody } from '~/server/workflows/survey/kept-body.server';
import { storeVisits } from '~/server/workflows/survey/store-visits.server';
import { requireOpenSeason, VisitProblems } from '~/server/workflows/survey/submit-visit.server';
import { circumstancesOf, mergedVisit } from './merge-record.server';

export async function listConflicts(db: Database, person: Person): Promise<WaitingRecord[]> {
  requireDesk(person);
  return inTransaction(db, (sql) => waitingRecords(sql, scopeOf(person), 'conflict'), { readOnly: true });
}

type ConflictField = { field: string; before: unknown; mine: unknown; theirs: unknown };
export type Conflict = {
  id: string;
  household: string;
  head: string;
  village: string;
  season: string;
  /** The revision of the household as shown; a decision must name it. */
  revision: number;
  mine: { by: string; phone: string; at: string; visitedAt: string; phoneSaid?: string };
  theirs: { by: string; at: string } | null;
  fields: ConflictField[];
  /** Fields of the phone's visit that are taken in any case, because nobody else changed them. */
  alsoTaken: ConflictField[];
  /** Photos and signatures of either side whose bytes are here. */
  arrived: string[];
};

/** 一处冲突: each field with its three values as they are now. Phone numbers are masked. */
export async function readConflict(db: Database, person: Person, id: string): Promise<Conflict> {
  requireDesk(person);
  return inTransaction(db, async (sql) => {
    const { record, body, household, there, sides } = await openConflict(sql, person, id);
    const shown = (field: string): ConflictField => {
      const of = (fields: Fields) => shownField(field, fields[field]);
      return { field, before: of(sides.before), mine: of(sides.said), theirs: of(sides.theirs) };
    };
    return {
      id: record.id,
      household: household.number,
      head: record.head ?? '',
      village: record.village,
      season: record.season,
      revision: household.revision,
      mine: {
        by: record.by,
        phone: record.phone,
        at: record.received_at,
        visitedAt: body.visit.visitedAt,
        ...(body.sent.clock && { phoneSaid: body.sent.clock.said }),
      },
      theirs: await lastChange(sql, household.number),
      fields: sides.fields.map(shown),
      alsoTaken: Object.keys(sides.merged)
        .filter((key) => !sides.fields.includes(key) && !same(sides.merged[key], sides.theirs[key]))
        .map(shown),
      arrived: await arrivedPhotos(sql, [...filesOfEvidence(body.visit.evidence), ...filesOfEvidence(there?.evidence as Evidence | null)]),
    };
  });
}

/**
 * 决定冲突: decides field by field whose answer stands, with a reason. The household must still be as it was shown, and the result
 * must be a visit that could have been submitted. What the phone changed and nobody else did is taken too.
 */
export async function decideConflict(
  db: Database,
  person: Person,
  input: { id: string; revision: number; choices: Readonly<Record<string, 'mine' | 'theirs'>>; reason: string },
  now: Date,
): Promise<void> {
  requireDesk(person);
  const reason = input.reason.trim();
  await inTransaction(db, async (sql) => {
    const { record, body, household, there, rooms, sides } = await openConflict(sql, person, input.id);
    if (household.revision !== input.revision) refuse('conflict.changed-meanwhile');
    const open = sides.fields.filter((field) => input.choices[field] === undefined);
    if (open.length > 0) refuse('conflict.not-all-chosen', { count: open.length });
    if (reason === '') refuse('reason.missing');
    if (reason.length > 500) refuse('reason.too-long', { most: 500 });
    await requireOpenSeason(sql, record.season);

    const final: Record<string, unknown> = { ...sides.merged };
    for (const field of sides.fields) {
      const value = input.choices[field] === 'mine' ? sides.said[field] : sides.theirs[field];
      if (value === undefined) delete final[field];
      else final[field] = value;
    }
    const chosen = Object.fromEntries(sides.fields.map((field) => [field, input.choices[field]]));
    const values = (fields: Fields) => Object.fromEntries(sides.fields.map((field) => [field, shownField(field, fields[field]) ?? null]));
    const note = {
      chain: household.villageCode,
      action: 'conflict.decide',
      entity: 'phone-record',
      entityKey: record.id,
      reason,
      actor: person.username,
      before: { before: values(sides.before), mine: values(sides.said), theirs: values(sides.theirs) },
      after: { chosen },
    };
    if (same(final, sides.theirs)) {
      await closeRecords(sql, [record.id], {
        status: 'decided',
        by: person.username,
        reason,
        now,
        revisionAfter: household.revision,
        target: there?.id ?? null,
      });
      await appendHistory(sql, now, person.username, [note]);
      return;
    }
    const visit = mergedVisit(final, sides.theirs, body.visit, there);
    const context = circumstancesOf(household, now);
    // Answers that the decision makes inapplicable are dropped, as the form does: the kilograms when “no coal” was chosen.
    visit.answers = onlyAsked(visit.answers, {
      outcome: visit.outcome,
      mode: context.mode,
      residence: visit.householdChanges?.residence ?? context.residence,
    });
    const checked = checkVisit(visit, 'field', context);
    if (!checked.ok) throw new VisitProblems(checked.problems);
    await closeRecords(sql, [record.id], {
      status: 'decided',
      by: person.username,
      reason,
      now,
      revisionAfter: household.revision + 1,
      target: visit.visit,
    });
    await storeVisits(
      sql,
      now,
      [
        {
          visit: checked.visit,
          village: household.villageCode,
          stored: there,
          roomsBefore: rooms,
          accountId: there && there.id !== record.visit_id ? there.account_id : record.account_id,
          actor: person.username,
          source: 'phone',
          device: { id: record.device_id, sequence: record.sequence },
          answersRemarks: false,
          action: 'visit.decide',
          reason,
        },
      ],
      [note],
    );
  });
}

type Sides = { before: Fields; said: Fields; theirs: Fields; merged: Fields; fields: string[] };
type Opened = {
  record: RecordToDecide;
  body: KeptBody;
  household: HouseholdForRecord;
  there: WholeVisit | null;
  rooms: Parameters<typeof fieldsOf>[1];
  sides: Sides;
};

/** Locks the record and its household and compares the three sides as they are now. */
async function openConflict(
  sql: Sql,
  person: Person,
  id: string,
): Promise<Omit<Opened, 'rooms'> & { rooms: NonNullable<Parameters<typeof storeVisits>[2][number]['roomsBefore']> }> {
  const found = (await recordInScope(sql, scopeOf(person), id)) ?? refuse('conflict.unknown');
  // The household is locked first, as everywhere; then the record is read again under the lock.
  const household =
    (await lockHouseholdsFor(sql, [{ number: found.household_number, roots: scopeOf(person).roots }])).get(found.household_number) ??
    refuse('conflict.unknown');
  const record = (await recordInScope(sql, scopeOf(person), id, true)) ?? refuse('conflict.unknown');
  if (record.status !== 'conflict')
    refuse(record.status === 'decided' || record.status === 'overtaken' ? 'conflict.decided-already' : 'conflict.unknown');
  const body = bodyOf(record);
  const target = record.target_visit_id ?? record.visit_id;
  const there =
    (await storedVisits(sql, { ids: [target, record.visit_id], households: [], seasons: [] })).sort((a) => (a.id === target ? -1 : 1))[0] ??
    null;
  const rooms = (await storedRooms(sql, [household.number], [record.season])).get(`${household.number}/${record.season}`) ?? [];
  const phone = body.visit.householdChanges?.phone === undefined ? undefined : openPhone(household.phoneEncrypted, household.number);
  const theirs = fieldsOf(
    there && { outcome: there.outcome, answers: there.answers as object, evidence: there.evidence as Evidence | null },
    rooms,
    registerNow(household, phone),
  );
  const before = body.before ?? {};
  const said = body.said ?? {};
  const compared = threeWay(before, said, theirs, there?.status === 'approved');
  const fields = compared.competing.length > 0 ? compared.competing : changedByBoth(before, said, theirs);
  return { record, body, household, there, rooms, sides: { before, said, theirs, merged: compared.merged, fields } };
}

function requireDesk(person: Person): void {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
