import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';

export type Remark = { question: string; text: string };

type ReviewedVisit = {
  id: string;
  household_number: string;
  season: string;
  status: 'submitted' | 'returned' | 'approved';
  revision: number;
  village_code: string;
};

/**
 * 审核通过: approves visits as the reviewer saw them. All or none: one that was corrected or decided meanwhile refuses the
 * whole, so that nobody approves what they have not read. Approved visits are locked.
 */
export async function approveVisits(
  db: Database,
  person: Person,
  input: { visits: readonly { id: string; revision: number }[] },
  now: Date,
): Promise<{ approved: number }> {
  requireReviewer(person);
  return inTransaction(db, async (sql) => {
    const entries: HistoryEntry[] = [];
    const asked = [...input.visits].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id, revision } of asked) {
      const visit = await lockVisit(sql, person, id);
      requireAsSeen(visit, revision);
      await decide(sql, visit.id, 'approved', person, now);
      entries.push(entryOf(visit, 'visit.approve', 'approved'));
    }
    await afterReview(sql, person, now, asked.length === 0 ? [] : entries);
    return { approved: asked.length };
  });
}

/** 退回: gives a submitted visit back to the cadre with at least one remark, each at a question. A returned visit is not counted. */
export async function returnVisit(
  db: Database,
  person: Person,
  input: { visitId: string; revision: number; remarks: readonly Remark[] },
  now: Date,
): Promise<void> {
  requireReviewer(person);
  const remarks = input.remarks.map((remark) => ({ ...remark, text: remark.text.trim() })).filter((remark) => remark.text !== '');
  if (remarks.length === 0) refuse('review.remark-missing');
  await inTransaction(db, async (sql) => {
    const visit = await lockVisit(sql, person, input.visitId);
    requireAsSeen(visit, input.revision);
    await decide(sql, visit.id, 'returned', person, now);
    await sql.query(
      `INSERT INTO visit_remark (visit_id, revision, question, text, actor, actor_name, at)
       SELECT $1, $2, question, text, $4, $5, $6 FROM json_to_recordset($3::json) AS r(question text, text text)`,
      [visit.id, visit.revision, JSON.stringify(remarks), person.username, person.name, now.toISOString()],
    );
    await afterReview(sql, person, now, [{ ...entryOf(visit, 'visit.return', 'returned'), after: { status: 'returned', remarks } }]);
  });
}

/** 重新打开: an approved visit goes back to the cadre, with the reason as its remark; it is not counted until submitted again. */
export async function reopenVisit(db: Database, person: Person, input: { visitId: string; reason: string }, now: Date): Promise<void> {
  requireReviewer(person);
  const reason = input.reason.trim();
  if (reason === '') refuse('reason.missing');
  await inTransaction(db, async (sql) => {
    const visit = await lockVisit(sql, person, input.visitId);
    if (visit.status !== 'approved') refuse('visit.not-approved');
    await decide(sql, visit.id, 'returned', person, now);
    await sql.query(
      `INSERT INTO visit_remark (visit_id, revision, question, text, actor, actor_name, at) VALUES ($1, $2, 'visit', $3, $4, $5, $6)`,
      [visit.id, visit.revision, reason, person.username, person.name, now.toISOString()],
    );
    await afterReview(sql, person, now, [{ ...entryOf(visit, 'visit.reopen', 'returned'), reason }]);
  });
}

function requireReviewer(person: Person): void {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
}

/** The visit, if its household is in the person's scope and its season is open, with household and visit locked. */
async function lockVisit(sql: Sql, person: Person, id: string): Promise<ReviewedVisit> {
  // Household before visit: the order in which a submission locks them.
  await sql.query('SELECT 1 FROM household WHERE number = (SELECT household_number FROM visit WHERE id = $1) FOR UPDATE', [id]);
  const [visit] = await sql.query<ReviewedVisit & { closed: boolean }>(
    `SELECT t.id, t.household_number, t.season, t.status, t.revision, h.village_code, s.closed_at IS NOT NULL AS closed
     FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code JOIN season s ON s.name = t.season
     WHERE t.id = $1 AND v.path && $2::text[] FOR UPDATE OF t`,
    [id, scopeOf(person).roots],
  );
  if (!visit) refuse('visit.unknown', { id });
  if (visit.closed) refuse('season.closed', { season: visit.season });
  return visit;
}

function requireAsSeen(visit: ReviewedVisit, revision: number): void {
  if (visit.revision !== revision) refuse('visit.outdated');
  if (visit.status !== 'submitted') refuse('visit.not-submitted');
}

async function decide(sql: Sql, id: string, status: 'approved' | 'returned', person: Person, now: Date): Promise<void> {
  await sql.query('UPDATE visit SET status = $2, reviewed_at = $3, reviewed_by = $4 WHERE id = $1', [
    id,
    status,
    now.toISOString(),
    person.username,
  ]);
}

function entryOf(visit: ReviewedVisit, action: string, status: 'approved' | 'returned'): HistoryEntry {
  return {
    chain: visit.village_code,
    action,
    entity: 'visit',
    entityKey: visit.id,
    before: { status: visit.status, revision: visit.revision },
    after: { status },
  };
}

async function afterReview(sql: Sql, person: Person, now: Date, entries: HistoryEntry[]): Promise<void> {
  const visits = entries.map((entry) => entry.entityKey);
  const households = await sql.query<{ number: string }>(
    'UPDATE household SET revision = revision + 1 WHERE number IN (SELECT household_number FROM visit WHERE id = ANY($1::text[])) RETURNING number',
    [visits],
  );
  await refreshFacts(
    sql,
    households.map((row) => row.number),
    dayInShanghai(now),
  );
  await appendHistory(sql, now, person.username, entries);
}
