/** 意见反馈: a person sees their own, the administrator all (they hold no household data). */
import type { Sql } from '~/database/connection/sql.server';

export type Complaint = {
  id: string;
  text: string;
  page: string | null;
  createdAt: string;
  answer: string | null;
  answeredAt: string | null;
};
export type ComplaintToAnswer = Complaint & { by: string | null; role: string | null; answeredBy: string | null };

const COLUMNS = 'c.id, c.text, c.page, c.created_at AS "createdAt", c.answer, c.answered_at AS "answeredAt"';
const MOST = 200;

export async function insertComplaint(
  sql: Sql,
  complaint: { id: string; accountId: string; text: string; page: string | null; now: Date },
): Promise<void> {
  await sql.query('INSERT INTO complaint (id, account_id, text, page, created_at) VALUES ($1, $2, $3, $4, $5)', [
    complaint.id,
    complaint.accountId,
    complaint.text,
    complaint.page,
    complaint.now.toISOString(),
  ]);
}

export async function complaintsOfAccount(sql: Sql, accountId: string): Promise<Complaint[]> {
  return sql.query<Complaint>(`SELECT ${COLUMNS} FROM complaint c WHERE c.account_id = $1 ORDER BY c.created_at DESC, c.id LIMIT ${MOST}`, [
    accountId,
  ]);
}

/** Those without an answer first, the oldest of them on top: nobody waits longest unseen. */
export async function complaintsToAnswer(sql: Sql): Promise<ComplaintToAnswer[]> {
  return sql.query<ComplaintToAnswer>(
    `SELECT ${COLUMNS}, a.name AS by, a.role, c.answered_by AS "answeredBy" FROM complaint c LEFT JOIN account a ON a.id = c.account_id
     ORDER BY c.answered_at IS NOT NULL, CASE WHEN c.answered_at IS NULL THEN c.created_at END, c.answered_at DESC, c.id LIMIT ${MOST}`,
  );
}

export async function storeAnswer(sql: Sql, id: string, answer: string, by: string, now: Date): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return false;
  const rows = await sql.query('UPDATE complaint SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1 RETURNING id', [
    id,
    answer,
    by,
    now.toISOString(),
  ]);
  return rows.length > 0;
}
