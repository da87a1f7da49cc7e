/** 村干部上报 as findings: each report is one, opened when it is received; what the township writes there is what the cadre reads. */
import type { Sql } from '~/database/connection/sql.server';
import type { ProblemKind } from '~/domain/findings/problem-report';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** A finding of a report by its columns. */
export type NewReportFinding = {
  id: string;
  season: string;
  subject: string;
  source: 'cadre';
  division_code: string;
  household_number: string | null;
  report_id: string;
  level: 'township';
  state: 'open' | 'in_progress';
  urgent: boolean;
  opened_on: CalendarDay;
  due_on: CalendarDay;
  created_at: string;
  created_by: string;
};

const COLUMNS = [
  'id',
  'season',
  'subject',
  'source',
  'division_code',
  'household_number',
  'report_id',
  'level',
  'state',
  'urgent',
  'opened_on',
  'due_on',
  'created_at',
  'created_by',
] as const satisfies readonly (keyof NewReportFinding)[];

/** Opens it once, with its place and its first step, and gives its number; null when the report has a finding already. */
export async function insertReportFinding(sql: Sql, finding: NewReportFinding, by: string): Promise<string | null> {
  const columns = COLUMNS.join(', ');
  const [stored] = await sql.query<{ number: string }>(
    `INSERT INTO finding (${columns}) SELECT ${columns} FROM json_populate_record(null::finding, $1::json)
     ON CONFLICT (report_id) DO NOTHING RETURNING number`,
    [JSON.stringify(finding)],
  );
  if (!stored) return null;
  await sql.query('INSERT INTO finding_place (finding_id, division_code, household_number) VALUES ($1, $2, $3)', [
    finding.id,
    finding.division_code,
    finding.household_number ?? '',
  ]);
  await sql.query(`INSERT INTO finding_step (finding_id, at, actor, actor_name, kind) VALUES ($1, $2, $3, $4, 'opened')`, [
    finding.id,
    finding.created_at,
    finding.created_by,
    by,
  ]);
  return stored.number;
}

/** A report without a finding: received by an older version, or before any season was declared. */
type LooseReport = {
  id: string;
  kind: ProblemKind;
  household: string | null;
  village: string;
  receivedAt: string;
  username: string;
  by: string;
  answerSealed: string | null;
  answeredAt: string | null;
  answeredBy: string | null;
};

/** Some of them, the oldest first; nobody else takes the same meanwhile. */
export async function looseReports(sql: Sql, most: number): Promise<LooseReport[]> {
  return sql.query<LooseReport>(
    `SELECT r.id, r.kind, r.household_number AS household, v.code AS village, r.received_at AS "receivedAt", a.username, a.name AS by,
            r.answer_encrypted AS "answerSealed", r.answered_at AS "answeredAt", r.answered_by AS "answeredBy"
     FROM problem_report r JOIN account a ON a.id = r.account_id LEFT JOIN household h ON h.number = r.household_number
     JOIN division v ON v.code = coalesce(h.village_code, r.village_code)
     WHERE NOT EXISTS (SELECT 1 FROM finding f WHERE f.report_id = r.id) ORDER BY r.number LIMIT $1 FOR UPDATE OF r SKIP LOCKED`,
    [most],
  );
}

/** 答复: a word about the progress, for whoever reported it. An open finding is in progress from then on. */
export async function insertAnswer(
  sql: Sql,
  answer: { finding: string; text: string; sealed: string; at: string; actor: string; by: string },
): Promise<{ number: string; before: string; after: string; revision: number }> {
  await sql.query(
    `INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, text_encrypted) VALUES ($1, $2, $3, $4, 'progress', $5)`,
    [answer.finding, answer.at, answer.actor, answer.by, answer.sealed],
  );
  const [row] = await sql.query<{ number: string; before: string; after: string; revision: number }>(
    `UPDATE finding f SET state = CASE f.state WHEN 'open' THEN 'in_progress' ELSE f.state END, progress = $2, revision = f.revision + 1
     FROM finding b WHERE f.id = $1::uuid AND b.id = f.id RETURNING f.number, b.state AS before, f.state AS after, f.revision`,
    [answer.finding, answer.text],
  );
  return row!;
}
