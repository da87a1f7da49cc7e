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
};

/** The visit and its household, both locked until the transaction ends. Null when it does not exist or lies outside the scope. */
export async function lockVisit(sql: Sql, scope: Scope, id: string): Promise<LockedVisit | null> {
  // Locks the household before the visit, in the order of a submission.
  await sql.query('SELECT 1 FROM household WHERE number = (SELECT household_number FROM visit WHERE id = $1) FOR UPDATE', [id]);
  const [visit] = await sql.query<LockedVisit>(
    `SELECT t.id, t.household_number, t.season, t.status, t.revision, h.village_code, s.closed_at IS NOT NULL AS season_closed
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
