/** The queries and writes of a reviewer's decision. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { VisitStatus } from '~/domain/review/queued-visit';

export type LockedVisit = {
  id: string;
  household_number: string;
  season: string;
  status: VisitStatus;
  revision: number;
  village_code: string;
  season_closed: boolean;
  reviewed_at: string | null;
  reviewed_by: string | null;
  /** Whether the household was changed after the visit was decided. */
  changed_since: boolean;
};

/** The visit and its household, both locked until the transaction ends. Null when it does not exist or lies outside the scope. */
export async function lockVisit(sql: Sql, scope: Scope, id: string): Promise<LockedVisit | null> {
  // Locks the household before the visit, in the order of a submission.
  await sql.query('SELECT 1 FROM household WHERE number = (SELECT household_number FROM visit WHERE id = $1) FOR UPDATE', [id]);
  const [visit] = await sql.query<LockedVisit>(
    `SELECT t.id, t.household_number, t.season, t.status, t.revision, h.village_code, s.closed_at IS NOT NULL AS season_closed,
       t.reviewed_at, t.reviewed_by, t.decided_at_revision IS DISTINCT FROM h.revision AS changed_since
     FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code
     JOIN season s ON s.name = t.season
     WHERE t.id = $1 AND v.path && $2::text[] FOR UPDATE OF t`,
    [id, scope.roots],
  );
  return visit ?? null;
}

export async function storeDecision(sql: Sql, id: string, status: 'approved' | 'returned', reviewer: string, now: Date): Promise<void> {
  await sql.query('UPDATE visit SET status = $2, reviewed_at = $3, reviewed_by = $4 WHERE id = $1', [
    id,
    status,
    now.toISOString(),
    reviewer,
  ]);
}

/** Remembers the household's revision of each decision, after it was raised. */
export async function storeDecidedAt(sql: Sql, visits: readonly string[]): Promise<void> {
  await sql.query(
    'UPDATE visit t SET decided_at_revision = h.revision FROM household h WHERE h.number = t.household_number AND t.id = ANY($1::text[])',
    [visits],
  );
}

/** 收回批准: the visit waits for review again, as before. */
export async function takeBackDecision(sql: Sql, id: string): Promise<void> {
  await sql.query(`UPDATE visit SET status = 'submitted', reviewed_at = NULL, reviewed_by = NULL WHERE id = $1`, [id]);
}

/** The visits approved at once with this one, itself included. */
export async function approvedTogether(sql: Sql, id: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT t.id FROM visit t JOIN visit one ON one.reviewed_at = t.reviewed_at AND one.reviewed_by = t.reviewed_by
     WHERE one.id = $1 AND t.status = 'approved' AND t.season = one.season ORDER BY t.id`,
    [id],
  );
  return rows.map((row) => row.id);
}

/** Stores remarks at the questions of a visit, with the revision they were made at. */
export async function insertRemarks(
  sql: Sql,
  visit: { id: string; revision: number },
  remarks: readonly { question: string; text: string }[],
  by: { username: string; name: string },
  now: Date,
): Promise<void> {
  await sql.query(
    `INSERT INTO visit_remark (visit_id, revision, question, text, actor, actor_name, at)
     SELECT $1, $2, question, text, $4, $5, $6 FROM json_to_recordset($3::json) AS r(question text, text text)`,
    [visit.id, visit.revision, JSON.stringify(remarks), by.username, by.name, now.toISOString()],
  );
}
