import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { raiseRevisionsOf } from '~/database/households/register-changes.server';
import {
  approvedTogether,
  insertRemarks,
  type LockedVisit,
  lockVisit,
  storeDecidedAt,
  storeDecision,
  takeBackDecision,
} from '~/database/review/decisions.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { VisitStatus } from '~/domain/review/queued-visit';
import { mayStillTakeBack } from '~/domain/review/take-back';
import { dayInShanghai } from '~/domain/time/calendar-day';

export type Remark = { question: string; text: string };

type Decided = { visit: LockedVisit; entry: HistoryEntry };

/**
 * 审核通过: approves visits as the reviewer saw them, all or none. One that was corrected or decided meanwhile refuses the whole,
 * so that nobody approves what they have not read. Approved visits are locked.
 */
export async function approveVisits(
  db: Database,
  person: Person,
  input: { visits: readonly { id: string; revision: number }[] },
  now: Date,
): Promise<{ approved: number }> {
  requireReviewer(person);
  return inTransaction(db, async (sql) => {
    const decided: Decided[] = [];
    for (const { id, revision } of inOrder(input.visits)) {
      const visit = await visitToDecide(sql, person, id);
      requireAsSeen(visit, revision);
      await storeDecision(sql, visit.id, 'approved', person.username, now);
      decided.push({ visit, entry: entryOf(visit, 'visit.approve', 'approved') });
    }
    await afterReview(sql, person, now, decided);
    return { approved: decided.length };
  });
}

/** 退回: returns a submitted visit to the cadre with at least one remark, each on a question. A returned visit is not counted. */
export function returnVisit(
  db: Database,
  person: Person,
  input: { visitId: string; revision: number; remarks: readonly Remark[] },
  now: Date,
): Promise<void> {
  return returnVisits(db, person, { visits: [{ id: input.visitId, revision: input.revision }], remarks: input.remarks }, now);
}

/** 一并退回: visits as the reviewer saw them, all with the same remarks, all or none. */
export async function returnVisits(
  db: Database,
  person: Person,
  input: { visits: readonly { id: string; revision: number }[]; remarks: readonly Remark[] },
  now: Date,
): Promise<void> {
  requireReviewer(person);
  const remarks = input.remarks.map((remark) => ({ ...remark, text: remark.text.trim() })).filter((remark) => remark.text !== '');
  if (remarks.length === 0) refuse('review.remark-missing');
  await inTransaction(db, async (sql) => {
    const decided: Decided[] = [];
    for (const { id, revision } of inOrder(input.visits)) {
      const visit = await visitToDecide(sql, person, id);
      requireAsSeen(visit, revision);
      await storeDecision(sql, visit.id, 'returned', person.username, now);
      await insertRemarks(sql, visit, remarks, person, now);
      decided.push({ visit, entry: { ...entryOf(visit, 'visit.return', 'returned'), after: { status: 'returned', remarks } } });
    }
    await afterReview(sql, person, now, decided);
  });
}

/**
 * 收回批准 (docs/definitions.md#take-back): by who approved it, within ten minutes, with all that were approved by the same press when asked.
 * The visit waits for review again. A household that was changed since refuses it, because that change may rest on the approval.
 */
export async function takeBackApproval(
  db: Database,
  person: Person,
  input: { visitId: string; together: boolean },
  now: Date,
): Promise<{ takenBack: number }> {
  requireReviewer(person);
  return inTransaction(db, async (sql) => {
    const asked = input.together ? await approvedTogether(sql, input.visitId) : [input.visitId];
    const decided: Decided[] = [];
    for (const id of asked) {
      const visit = await visitToDecide(sql, person, id);
      if (visit.status !== 'approved') refuse('visit.not-approved');
      if (visit.reviewed_by !== person.username) refuse('review.take-back-other');
      if (!mayStillTakeBack({ status: visit.status, reviewedAt: visit.reviewed_at }, now)) refuse('review.take-back-late');
      if (visit.changed_since) refuse('review.take-back-changed');
      await takeBackDecision(sql, visit.id);
      decided.push({ visit, entry: entryOf(visit, 'visit.take-back', 'submitted') });
    }
    await afterReview(sql, person, now, decided);
    return { takenBack: decided.length };
  });
}

/** Visits are locked in the order of their ids, so that two reviewers do not wait for each other. */
function inOrder<Visit extends { id: string }>(visits: readonly Visit[]): Visit[] {
  return [...visits].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** 重新打开: an approved visit goes back to the cadre with the reason as its remark. It is not counted until it is submitted again. */
export async function reopenVisit(db: Database, person: Person, input: { visitId: string; reason: string }, now: Date): Promise<void> {
  requireReviewer(person);
  const reason = input.reason.trim();
  if (reason === '') refuse('reason.missing');
  await inTransaction(db, async (sql) => {
    const visit = await visitToDecide(sql, person, input.visitId);
    if (visit.status !== 'approved') refuse('visit.not-approved');
    await storeDecision(sql, visit.id, 'returned', person.username, now);
    await insertRemarks(sql, visit, [{ question: 'visit', text: reason }], person, now);
    await afterReview(sql, person, now, [{ visit, entry: { ...entryOf(visit, 'visit.reopen', 'returned'), reason } }]);
  });
}

function requireReviewer(person: Person): void {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
}

/** The visit, if its household is in the person's scope and its season is open, with household and visit locked. */
async function visitToDecide(sql: Sql, person: Person, id: string): Promise<LockedVisit> {
  const visit = await lockVisit(sql, scopeOf(person), id);
  if (!visit) refuse('visit.unknown', { id });
  if (visit.season_closed) refuse('season.closed', { season: visit.season });
  return visit;
}

function requireAsSeen(visit: LockedVisit, revision: number): void {
  if (visit.revision !== revision) refuse('visit.outdated');
  if (visit.status !== 'submitted') refuse('visit.not-submitted');
}

function entryOf(visit: LockedVisit, action: string, status: VisitStatus): HistoryEntry {
  return {
    chain: visit.village_code,
    action,
    entity: 'visit',
    entityKey: visit.id,
    before: { status: visit.status, revision: visit.revision },
    after: { status },
  };
}

async function afterReview(sql: Sql, person: Person, now: Date, decided: readonly Decided[]): Promise<void> {
  const households = decided.map(({ visit }) => visit.household_number);
  await raiseRevisionsOf(sql, households);
  await storeDecidedAt(
    sql,
    decided.map(({ visit }) => visit.id),
  );
  await refreshFacts(sql, households, dayInShanghai(now));
  await appendHistory(
    sql,
    now,
    person.username,
    decided.map(({ entry }) => entry),
  );
}
