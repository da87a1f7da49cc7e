/** 可持续运营方案: plans, the villages they cover, their versions and steps. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { PlanContent } from '~/domain/plans/plan-content';
import type { PlanState } from '~/domain/plans/plan-states';
import type { AreaFigures } from '~/domain/plans/village-trigger';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type PlanRow = {
  number: string;
  season: string;
  countyCode: string;
  county: string;
  state: PlanState;
  content: PlanContent;
  version: number;
  writtenBy: string;
  writtenAt: string;
  submittedBy: string | null;
  approvedOn: CalendarDay | null;
  villages: string[];
};

const COLUMNS = `p.number, p.season, p.county_code AS "countyCode", c.name AS county, p.state, p.content, p.version,
  p.written_by AS "writtenBy", p.written_at AS "writtenAt", p.submitted_by AS "submittedBy", p.approved_on AS "approvedOn",
  (SELECT array_agg(w.village_code ORDER BY w.village_code) FROM operation_plan_village w WHERE w.plan_number = p.number) AS villages`;
/** Whoever sees one of its villages sees a plan; it holds no personal data. */
const SEEN = `EXISTS (SELECT 1 FROM operation_plan_village w JOIN division v ON v.code = w.village_code
  WHERE w.plan_number = p.number AND v.path && $2::text[])`;

export async function planInScope(sql: Sql, scope: Scope, number: string, lock = false): Promise<PlanRow | null> {
  const [row] = await sql.query<PlanRow>(
    `SELECT ${COLUMNS} FROM operation_plan p JOIN division c ON c.code = p.county_code
     WHERE p.number = $1 AND ${SEEN} ${lock ? 'FOR UPDATE OF p' : ''}`,
    [number, scope.roots],
  );
  return row ?? null;
}

/** The plans of the seasons up to one that cover a village below a division, the newest first. */
export async function plansBelow(sql: Sql, scope: Scope, { division, season }: { division: string; season: string }): Promise<PlanRow[]> {
  return sql.query<PlanRow>(
    `SELECT ${COLUMNS} FROM operation_plan p JOIN division c ON c.code = p.county_code
     WHERE p.season <= $3 AND EXISTS (SELECT 1 FROM operation_plan_village w JOIN division v ON v.code = w.village_code
       WHERE w.plan_number = p.number AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[])
     ORDER BY p.season DESC, p.number`,
    [division, scope.roots, season],
  );
}

export async function insertPlan(
  sql: Sql,
  plan: {
    season: string;
    countyCode: string;
    content: PlanContent;
    by: string;
    at: string;
    villages: readonly { code: string; trigger: AreaFigures }[];
  },
): Promise<string> {
  const [row] = await sql.query<{ number: string }>(
    `INSERT INTO operation_plan (season, county_code, state, content, written_by, written_at)
     VALUES ($1, $2, 'draft', $3, $4, $5) RETURNING number`,
    [plan.season, plan.countyCode, JSON.stringify(plan.content), plan.by, plan.at],
  );
  await sql.query(
    `INSERT INTO operation_plan_village (plan_number, season, village_code, trigger)
     SELECT $1, $2, x.code, x.trigger FROM json_to_recordset($3::json) AS x(code text, trigger jsonb)`,
    [row!.number, plan.season, JSON.stringify(plan.villages)],
  );
  return row!.number;
}

/** The villages of these that a plan of the season covers already. */
export async function villagesPlanned(sql: Sql, season: string, villages: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `SELECT v.name FROM operation_plan_village w JOIN division v ON v.code = w.village_code
     WHERE w.season = $1 AND w.village_code = ANY($2::text[]) ORDER BY v.code`,
    [season, villages],
  );
  return rows.map(({ name }) => name);
}

export async function storeContent(
  sql: Sql,
  number: string,
  { content, version, by, at }: { content: PlanContent; version: number; by: string; at: string },
): Promise<void> {
  await sql.query(`UPDATE operation_plan SET content = $2, version = $3, written_by = $4, written_at = $5 WHERE number = $1`, [
    number,
    JSON.stringify(content),
    version,
    by,
    at,
  ]);
}

export async function storeState(
  sql: Sql,
  number: string,
  to: { state: PlanState; submittedBy: string | null; approvedBy: string | null; approvedOn: CalendarDay | null },
): Promise<void> {
  await sql.query(`UPDATE operation_plan SET state = $2, submitted_by = $3, approved_by = $4, approved_on = $5 WHERE number = $1`, [
    number,
    to.state,
    to.submittedBy,
    to.approvedBy,
    to.approvedOn,
  ]);
}

type StepKind = 'drafted' | 'saved' | 'submitted' | 'approved' | 'returned' | 'reopened';

export async function insertStep(
  sql: Sql,
  step: {
    plan: string;
    at: string;
    actor: string;
    actorName: string;
    kind: StepKind;
    version: number;
    words: string | null;
    content: PlanContent | null;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO operation_plan_step (plan_number, at, actor, actor_name, kind, version, words, content)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      step.plan,
      step.at,
      step.actor,
      step.actorName,
      step.kind,
      step.version,
      step.words,
      step.content === null ? null : JSON.stringify(step.content),
    ],
  );
}

export type PlanStep = { at: string; by: string; kind: StepKind; version: number; words: string | null };

/** Every step of a plan, the newest first. */
export async function stepsOf(sql: Sql, number: string): Promise<PlanStep[]> {
  const rows = await sql.query<PlanStep>(
    `SELECT s.at, s.actor_name AS by, s.kind, s.version, s.words
     FROM operation_plan_step s WHERE s.plan_number = $1 ORDER BY s.id DESC`,
    [number],
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

/** Who wrote versions since the plan was approved last. */
export async function writersOf(sql: Sql, number: string): Promise<string[]> {
  const rows = await sql.query<{ actor: string }>(
    `SELECT DISTINCT s.actor FROM operation_plan_step s WHERE s.plan_number = $1 AND s.content IS NOT NULL
     AND s.id > coalesce((SELECT max(a.id) FROM operation_plan_step a WHERE a.plan_number = $1 AND a.kind = 'approved'), 0)`,
    [number],
  );
  return rows.map(({ actor }) => actor);
}

export async function contentOfVersion(sql: Sql, number: string, version: number): Promise<PlanContent | null> {
  const [row] = await sql.query<{ content: PlanContent }>(
    'SELECT content FROM operation_plan_step WHERE plan_number = $1 AND version = $2 AND content IS NOT NULL',
    [number, version],
  );
  return row?.content ?? null;
}
