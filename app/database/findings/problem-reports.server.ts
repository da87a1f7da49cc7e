import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { FindingState } from '~/domain/findings/life';
import type { ProblemKind } from '~/domain/findings/problem-report';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { lastWords } from './last-words.server';

/** A report by its columns. */
export type NewProblemReport = {
  id: string;
  household_sent: string;
  household_number: string | null;
  village_code: string;
  kind: ProblemKind;
  text_encrypted: string;
  photos: string[];
  reported_at: string;
  phone_said: string | null;
  ahead_seconds: number | null;
  account_id: string;
  source: 'phone' | 'export' | 'web';
  device_id: string | null;
  received_at: string;
};

const COLUMNS = [
  'id',
  'household_sent',
  'household_number',
  'village_code',
  'kind',
  'text_encrypted',
  'photos',
  'reported_at',
  'phone_said',
  'ahead_seconds',
  'account_id',
  'source',
  'device_id',
  'received_at',
] as const satisfies readonly (keyof NewProblemReport)[];

type Receipt = { number: number; account: string; receivedAt: string };

/** Stores it once; null when one of this id is here already. */
export async function insertProblemReport(sql: Sql, report: NewProblemReport): Promise<Receipt | null> {
  const columns = COLUMNS.join(', ');
  const [row] = await sql.query<Receipt>(
    `INSERT INTO problem_report (${columns}) SELECT ${columns} FROM json_populate_record(null::problem_report, $1::json)
     ON CONFLICT (id) DO NOTHING RETURNING number, account_id::text AS account, received_at AS "receivedAt"`,
    [JSON.stringify(report)],
  );
  return row ?? null;
}

export async function receiptOfReport(sql: Sql, id: string): Promise<Receipt | null> {
  const [row] = await sql.query<Receipt>(
    'SELECT number, account_id::text AS account, received_at AS "receivedAt" FROM problem_report WHERE id = $1',
    [id],
  );
  return row ?? null;
}

/** The village of a household in scope; null when it is not in scope, or not there. */
export async function villageOfHousehold(sql: Sql, scope: Scope, number: string): Promise<string | null> {
  const [row] = await sql.query<{ code: string }>(
    `SELECT v.code FROM household h JOIN division v ON v.code = h.village_code WHERE h.number = $1 AND v.path && $2::text[]`,
    [number, scope.roots],
  );
  return row?.code ?? null;
}

/** A report with what is sealed in it still sealed. */
export type ReportRow = {
  id: string;
  number: number;
  household: string | null;
  householdSent: string;
  head: string | null;
  address: string | null;
  villageCode: string;
  village: string;
  kind: ProblemKind;
  textSealed: string;
  photos: string[];
  reportedAt: string;
  phoneSaid: string | null;
  receivedAt: string;
  username: string;
  by: string;
  answerSealed: string | null;
  answeredAt: string | null;
  answeredBy: string | null;
  /** The finding it became, null only until a season is declared. */
  findingId: string | null;
  finding: string | null;
  state: FindingState | null;
  dueOn: CalendarDay | null;
  resultSealed: string | null;
  closedAt: string | null;
  closedBy: string | null;
};

const ROW = `r.id, r.number, r.household_number AS household, r.household_sent AS "householdSent", h.head, h.address,
  v.code AS "villageCode", v.name AS village, r.kind, r.text_encrypted AS "textSealed", r.photos, r.reported_at AS "reportedAt",
  r.phone_said AS "phoneSaid", r.received_at AS "receivedAt", a.username, a.name AS by, s.text_encrypted AS "answerSealed",
  s.at AS "answeredAt", s.actor_name AS "answeredBy", f.id::text AS "findingId", f.number AS finding, f.state, f.due_on AS "dueOn",
  c.text_encrypted AS "resultSealed", c.at AS "closedAt", c.actor_name AS "closedBy"`;

/**
 * A report lies where its household is now; one without a household where its sender works. The answer is what was last written about the
 * progress of its finding, the result what it was closed with.
 */
const PLACED = `
  FROM problem_report r JOIN account a ON a.id = r.account_id LEFT JOIN household h ON h.number = r.household_number
  JOIN division v ON v.code = coalesce(h.village_code, r.village_code) LEFT JOIN finding f ON f.report_id = r.id
  ${lastWords('s', ['progress', 'proposed'])} ${lastWords('c', ['closed', 'exception'], `f.state = 'closed'`)}`;

/** The latest of each of these households, newest first. */
const SHOWN_PER_HOUSEHOLD = 20;

export async function reportsOfHouseholds(sql: Sql, scope: Scope, numbers: readonly string[]): Promise<ReportRow[]> {
  if (numbers.length === 0) return [];
  return sql.query<ReportRow>(
    `SELECT * FROM (SELECT ${ROW}, row_number() OVER (PARTITION BY r.household_number ORDER BY r.number DESC) AS nth ${PLACED}
       WHERE r.household_number = ANY($1::text[]) AND v.path && $2::text[]) x
     WHERE nth <= ${SHOWN_PER_HOUSEHOLD} ORDER BY number DESC`,
    [numbers, scope.roots],
  );
}

const REPORTS_SHOWN = 100;

/** Reports below, those that wait the longest first; the answered ones newest first. `before`: where the last page ended. */
export async function reportsBelow(
  sql: Sql,
  scope: Scope,
  query: { answered: boolean; from: number | null },
): Promise<{ rows: ReportRow[]; next: number | null }> {
  const rows = await sql.query<ReportRow>(
    `SELECT ${ROW} ${PLACED} WHERE v.path && $1::text[] AND coalesce(s.at IS NOT NULL OR f.state = 'closed', false) = $2
       AND ($3::int IS NULL OR ${query.answered ? 'r.number <= $3' : 'r.number >= $3'})
     ORDER BY r.number ${query.answered ? 'DESC' : 'ASC'} LIMIT ${REPORTS_SHOWN + 1}`,
    [scope.roots, query.answered, query.from],
  );
  return { rows: rows.slice(0, REPORTS_SHOWN), next: rows[REPORTS_SHOWN]?.number ?? null };
}

/** One report in scope. With `lock` nobody else answers it meanwhile. */
export async function reportInScope(sql: Sql, scope: Scope, id: string, lock = false): Promise<ReportRow | null> {
  const [row] = await sql.query<ReportRow>(
    `SELECT ${ROW} ${PLACED} WHERE r.id = $2 AND v.path && $1::text[] ${lock ? 'FOR UPDATE OF r' : ''}`,
    [scope.roots, id],
  );
  return row ?? null;
}
