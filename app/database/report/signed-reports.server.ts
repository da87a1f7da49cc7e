/** 定稿与报送: versions of reports, their frozen figures and steps, and the facts the history recorded with them. */

import type { Sql } from '~/database/connection/sql.server';
import { MEASURE_COLUMNS, sumColumns, sumsOfRow } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import { MEASURES, type Sums } from '~/domain/indicators/measures';
import type { FigureRemark, RecordedFacts } from '~/domain/report/replay';
import type { SignAct, SignedState, SigningLevel } from '~/domain/report/sign-off';
import type { OpenCounts } from '~/domain/report/what-is-open';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type SignedReport = {
  id: string;
  division: string;
  name: string;
  level: SigningLevel;
  season: string;
  version: number;
  state: SignedState;
  asOf: CalendarDay;
  preparedAt: string;
  /** Username, and the name the person had then. */
  preparedBy: string;
  preparer: string;
  open: OpenCounts;
  reason: string | null;
  ruleVersion: string;
  historyHead: string;
  sha256: string;
  factsSha256: string;
  jobId: string | null;
  fileName: string;
  /** Whether its 评估报告 was kept; versions frozen before that were not. */
  hasEvaluation: boolean;
};

const COLUMNS = `r.id, r.division_code AS division, d.name, d.level, r.season, r.version, r.state, r.as_of AS "asOf",
  r.prepared_at AS "preparedAt", r.prepared_by AS "preparedBy",
  (SELECT s.actor_name FROM signed_report_step s WHERE s.report_id = r.id AND s.act = 'prepare') AS preparer,
  r.open, r.reason, r.rule_version AS "ruleVersion",
  r.history_head AS "historyHead", r.sha256, r.facts_sha256 AS "factsSha256", r.job_id AS "jobId", r.file_name AS "fileName",
  EXISTS (SELECT 1 FROM signed_evaluation e WHERE e.report_id = r.id) AS "hasEvaluation"`;

/** The versions of a division's report, and of those directly below it, the newest first. */
export async function signedReports(
  sql: Sql,
  scope: Scope,
  { division, season }: { division: string; season: string },
): Promise<SignedReport[]> {
  return sql.query<SignedReport>(
    `SELECT ${COLUMNS} FROM signed_report r JOIN division d ON d.code = r.division_code
     WHERE r.season = $3 AND (r.division_code = $1 OR d.parent_code = $1) AND d.path && $2::text[]
     ORDER BY r.division_code, r.version DESC`,
    [division, scope.roots, season],
  );
}

export async function signedReport(sql: Sql, scope: Scope, id: string, lock = false): Promise<SignedReport | null> {
  const [row] = await sql.query<SignedReport>(
    `SELECT ${COLUMNS} FROM signed_report r JOIN division d ON d.code = r.division_code
     WHERE r.id::text = $1 AND d.path && $2::text[] ${lock ? 'FOR UPDATE OF r' : ''}`,
    [id, scope.roots],
  );
  return row ?? null;
}

/** The ids of all versions, in the order in which they were frozen. */
export async function allSignedReports(sql: Sql): Promise<string[]> {
  return (await sql.query<{ id: string }>('SELECT id FROM signed_report ORDER BY prepared_at, id')).map(({ id }) => id);
}

export type SignedStep = {
  at: string;
  by: string;
  act: SignAct | 'prepare';
  words: string | null;
  remarks: FigureRemark[];
};

export async function stepsOfReport(sql: Sql, id: string): Promise<SignedStep[]> {
  return sql.query<SignedStep>(
    'SELECT at, actor_name AS by, act, words, remarks FROM signed_report_step WHERE report_id = $1::uuid ORDER BY id',
    [id],
  );
}

/**
 * Reports below the scope that somebody has to know of: frozen and not sent, sent and not decided, returned without a later version, or
 * withdrawn without one after they had been sent or issued.
 */
export async function reportsInWork(sql: Sql, scope: Scope, division: string): Promise<SignedReport[]> {
  return sql.query<SignedReport>(
    `SELECT ${COLUMNS} FROM signed_report r JOIN division d ON d.code = r.division_code
     WHERE d.path && $2::text[] AND d.path @> ARRAY[$1]::text[]
       AND (r.state IN ('prepared', 'submitted') OR (r.state = 'returned' OR r.state = 'withdrawn' AND EXISTS (
           SELECT 1 FROM signed_report_step s WHERE s.report_id = r.id AND s.act IN ('submit', 'issue')))
         AND NOT EXISTS (
         SELECT 1 FROM signed_report later WHERE later.division_code = r.division_code AND later.season = r.season
           AND later.version > r.version))
     ORDER BY r.season, r.division_code`,
    [division, scope.roots],
  );
}

export async function lastVersion(sql: Sql, division: string, season: string): Promise<{ version: number; state: SignedState } | null> {
  const [row] = await sql.query<{ version: number; state: SignedState }>(
    'SELECT version, state FROM signed_report WHERE division_code = $1 AND season = $2 ORDER BY version DESC LIMIT 1',
    [division, season],
  );
  return row ?? null;
}

export async function insertSignedReport(
  sql: Sql,
  report: Omit<SignedReport, 'name' | 'level' | 'preparer' | 'hasEvaluation'>,
): Promise<void> {
  await sql.query(
    `INSERT INTO signed_report (id, division_code, season, version, state, as_of, prepared_at, prepared_by, open, reason, rule_version,
       history_head, sha256, facts_sha256, job_id, file_name)
     VALUES ($1::uuid, $2, $3, $4, $5, $6::date, $7::timestamptz, $8, $9::jsonb, $10, $11, $12, $13, $14, $15::uuid, $16)`,
    [
      report.id,
      report.division,
      report.season,
      report.version,
      report.state,
      report.asOf,
      report.preparedAt,
      report.preparedBy,
      JSON.stringify(report.open),
      report.reason,
      report.ruleVersion,
      report.historyHead,
      report.sha256,
      report.factsSha256,
      report.jobId,
      report.fileName,
    ],
  );
}

export async function storeSignedState(sql: Sql, id: string, state: SignedState): Promise<void> {
  await sql.query('UPDATE signed_report SET state = $2 WHERE id = $1::uuid', [id, state]);
}

export async function insertSignedStep(
  sql: Sql,
  step: {
    report: string;
    at: string;
    actor: string;
    actorName: string;
    act: SignedStep['act'];
    words: string | null;
    remarks?: FigureRemark[];
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO signed_report_step (report_id, at, actor, actor_name, act, words, remarks)
     VALUES ($1::uuid, $2::timestamptz, $3, $4, $5, $6, $7::jsonb)`,
    [step.report, step.at, step.actor, step.actorName, step.act, step.words, JSON.stringify(step.remarks ?? [])],
  );
}

/** A division of a report with its frozen sums. */
export type FrozenFigure = { code: string; parent: string | null; level: string; name: string; sums: Sums };

type FigureRow = { code: string; parent: string | null; level: string; name: string; sums: Record<string, number> };

/**
 * The sums of a division and of every division below it, or with `direct` only of those directly below it, in a view of the roll-ups,
 * in the order of the codes.
 */
export async function figuresBelow(
  sql: Sql,
  { division, season, rollUp, direct = false }: { division: string; season: string; rollUp: string; direct?: boolean },
): Promise<FrozenFigure[]> {
  const [below, added] = direct
    ? ['(c.code = $1 OR c.parent_code = $1)', 'v.path[root.depth : root.depth + 1]']
    : ['c.path @> ARRAY[$1]::text[]', 'v.path'];
  const rows = await sql.query<Record<string, unknown> & Omit<FigureRow, 'sums'>>(
    `WITH root AS (SELECT cardinality(path) AS depth FROM division WHERE code = $1),
     added AS (
       SELECT a.code, ${sumColumns('r')} FROM root JOIN division v ON v.path @> ARRAY[$1]::text[]
       JOIN ${rollUp} r ON r.village_code = v.code AND r.season = $2 CROSS JOIN LATERAL unnest(${added}) a(code) GROUP BY a.code
     )
     SELECT c.code, c.parent_code AS parent, c.level, c.name,
       ${MEASURE_COLUMNS.map((column) => `coalesce(added.${column}, 0) AS ${column}`).join(', ')}
     FROM division c LEFT JOIN added ON added.code = c.code WHERE ${below} ORDER BY c.code`,
    [division, season],
  );
  return rows.map((row) => ({ code: row.code, parent: row.parent, level: row.level, name: row.name, sums: sumsOfRow(row) }));
}

export async function insertFigures(sql: Sql, report: string, figures: readonly FrozenFigure[]): Promise<void> {
  await sql.query(
    `INSERT INTO signed_figure (report_id, division_code, parent_code, level, name, sums)
     SELECT $1::uuid, code, parent, level, name, sums
     FROM json_to_recordset($2::json) f(code text, parent text, level text, name text, sums jsonb)`,
    [report, JSON.stringify(figures.map((figure) => ({ ...figure, sums: onlyCounted(figure.sums) })))],
  );
}

/** The frozen figures of a version: all of them, or one division's alone. */
export async function frozenFigures(sql: Sql, report: string, division: string | null = null): Promise<FrozenFigure[]> {
  const rows = await sql.query<FigureRow>(
    `SELECT division_code AS code, parent_code AS parent, level, name, sums FROM signed_figure
     WHERE report_id = $1::uuid AND ($2::text IS NULL OR division_code = $2) ORDER BY division_code`,
    [report, division],
  );
  return rows.map((row) => ({ ...row, sums: wholeSums(row.sums) }));
}

/** Facts as the history keeps them with a frozen report: a village's households by number, each with what it counts for. */
export type VillageFacts = { village: string; households: [string, Partial<Sums>][] };

/** What every household of some villages counts for in a view of the facts, village by village in the order of their codes. */
export async function* factsOfVillages(
  sql: Sql,
  { villages, season, facts }: { villages: readonly string[]; season: string; facts: string },
): AsyncIterable<VillageFacts> {
  const rows = sql.stream<Record<string, unknown> & { village: string; household: string }>(
    `SELECT f.village_code AS village, f.household_number AS household, ${MEASURE_COLUMNS.map((column) => `f.${column}`).join(', ')}
     FROM ${facts} f WHERE f.season = $2 AND f.village_code = ANY($1::text[]) ORDER BY f.village_code, f.household_number`,
    [villages, season],
  );
  let current: VillageFacts = { village: '', households: [] };
  for await (const row of rows) {
    if (current.village !== row.village) {
      if (current.village !== '') yield current;
      current = { village: row.village, households: [] };
    }
    current.households.push([row.household, onlyCounted(sumsOfRow(row))]);
  }
  if (current.village !== '') yield current;
}

/** The same as the history recorded it when a report was frozen, village by village. */
export async function recordedFacts(sql: Sql, villages: readonly string[], report: string): Promise<VillageFacts[]> {
  const rows = await sql.query<{ village: string; payload: string }>(
    `SELECT chain AS village, payload FROM history
     WHERE chain = ANY($1::text[]) AND entity = 'report' AND action = 'report.facts' AND entity_key = $2 ORDER BY chain COLLATE "C"`,
    [villages, report],
  );
  return rows.map(({ village, payload }) => ({
    village,
    households: (JSON.parse(payload) as { after: { households: VillageFacts['households'] } }).after.households,
  }));
}

/** Head and address of households as the register has them now, as far as the scope reaches. */
export async function householdsToday(
  sql: Sql,
  scope: Scope,
  numbers: readonly string[],
): Promise<Map<string, { head: string; address: string | null }>> {
  const rows = await sql.query<{ number: string; head: string; address: string | null }>(
    `SELECT h.number, h.head, h.address FROM household h JOIN division v ON v.code = h.village_code
     WHERE h.number = ANY($1::text[]) AND v.path && $2::text[]`,
    [numbers, scope.roots],
  );
  return new Map(rows.map(({ number, head, address }) => [number, { head, address }]));
}

export function recordsOf(all: Iterable<VillageFacts>): RecordedFacts[] {
  return [...all].flatMap(({ village, households }) => households.map(([household, sums]) => ({ household, village, sums })));
}

function onlyCounted(sums: Sums): Partial<Sums> {
  return Object.fromEntries(MEASURES.filter((measure) => sums[measure] !== 0).map((measure) => [measure, sums[measure]]));
}

function wholeSums(counted: Record<string, number>): Sums {
  return Object.fromEntries(MEASURES.map((measure) => [measure, counted[measure] ?? 0])) as Sums;
}
