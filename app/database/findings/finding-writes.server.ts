/** What people do with findings, row by row: opening by hand, steps, and what a step changes in the finding. */
import { randomUUID } from 'node:crypto';
import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import { SYSTEM_CHAIN } from '~/database/facts/history.server';
import type { Scope } from '~/database/scope.server';
import type { Role } from '~/domain/contract/enumerations';
import type { DivisionStep } from '~/domain/coverage/division';
import type { EvidenceFile, FindingLevel, FindingSource } from '~/domain/findings/desk/finding';
import type { FindingState, FindingStep } from '~/domain/findings/life';
import type { Cause } from '~/domain/findings/opened';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** The history's chain of a finding: its village's, or that of what belongs to no village. */
export function chainOfFinding(division: string, level: DivisionStep['level']): string {
  return level === 'village' ? division : SYSTEM_CHAIN;
}

export type HandFinding = {
  season: string;
  subject: string;
  source: FindingSource;
  kind: string;
  division: string;
  household: string | null;
  level: FindingLevel;
  openedOn: CalendarDay;
  dueOn: CalendarDay;
  cause: Cause;
  amount: number | null;
  textSealed: string;
  at: string;
  by: string;
};

/** The number of the finding by hand that has this subject; null when there is none. Whoever asks at the same time waits for the first. */
export async function handFindingOf(sql: Sql, season: string, subject: string): Promise<string | null> {
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'finding ' || $1`)})`, [subject]);
  const [row] = await sql.query<{ number: string }>('SELECT number FROM finding WHERE season = $1 AND rule IS NULL AND subject = $2', [
    season,
    subject,
  ]);
  return row?.number ?? null;
}

/** Puts a finding by hand where it counts and returns its id and number. */
export async function insertHandFinding(sql: Sql, one: HandFinding): Promise<{ id: string; number: string }> {
  const id = randomUUID();
  const [row] = await sql.query<{ number: string }>(
    `INSERT INTO finding (id, season, rule, subject, source, kind, division_code, household_number, level, state, opened_on, due_on, cause,
       amount, text_encrypted, created_at, created_by)
     VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11::jsonb, $12, $13, $14, $15) RETURNING number`,
    [
      id,
      one.season,
      one.subject,
      one.source,
      one.kind,
      one.division,
      one.household,
      one.level,
      one.openedOn,
      one.dueOn,
      JSON.stringify(one.cause),
      one.amount,
      one.textSealed,
      one.at,
      one.by,
    ],
  );
  await sql.query('INSERT INTO finding_place (finding_id, division_code, household_number) VALUES ($1, $2, $3)', [
    id,
    one.division,
    one.household ?? '',
  ]);
  return { id, number: row!.number };
}

export type NewStep = {
  finding: string;
  at: string;
  actor: string;
  actorName: string;
  kind: FindingStep;
  textSealed: string | null;
  detail: Record<string, unknown>;
  files: readonly EvidenceFile[];
};

export async function insertStep(sql: Sql, step: NewStep): Promise<void> {
  await sql.query(
    `INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, text_encrypted, detail, files)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)`,
    [
      step.finding,
      step.at,
      step.actor,
      step.actorName,
      step.kind,
      step.textSealed,
      JSON.stringify(step.detail),
      JSON.stringify(step.files),
    ],
  );
}

/** The columns that a step changes, by their names in the database. */
export type FindingChange = Partial<{
  state: FindingState;
  due_on: CalendarDay;
  unit: string | null;
  person: string | null;
  owner_account_id: string | null;
  measures: string | null;
  progress: string | null;
  proposed_at: string | null;
  proposed_by: string | null;
  result: string | null;
  exception: boolean;
  closed_at: string | null;
  closed_by: string | null;
}>;

export async function changeFinding(sql: Sql, id: string, change: FindingChange): Promise<void> {
  const names = Object.keys(change) as (keyof FindingChange)[];
  const sets = names.map((name) => `${name} = c.${name}`);
  await sql.query(
    `UPDATE finding f SET ${[...sets, 'revision = f.revision + 1'].join(', ')}
     FROM json_populate_record(null::finding, $2::json) c WHERE f.id = $1`,
    [id, JSON.stringify(change)],
  );
}

export type StepRow = {
  id: string;
  at: string;
  actor: string;
  actorName: string;
  kind: FindingStep;
  textSealed: string | null;
  detail: Record<string, unknown>;
  files: EvidenceFile[];
};

/** 时间线: all steps of a finding, the first first. The caller has found it in scope. */
export async function stepsOf(sql: Sql, finding: string): Promise<StepRow[]> {
  return sql.query<StepRow>(
    `SELECT id::text AS id, at, actor, actor_name AS "actorName", kind, text_encrypted AS "textSealed", detail, files
     FROM finding_step WHERE finding_id = $1 ORDER BY finding_step.id`,
    [finding],
  );
}

/** Whether a file came with a step since the finding was opened the last time. */
export async function hasEvidence(sql: Sql, finding: string): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM finding_step s WHERE s.finding_id = $1 AND s.files <> '[]' AND s.id > coalesce((SELECT max(o.id) FROM finding_step o
       WHERE o.finding_id = $1 AND o.kind = 'reopened'), 0) LIMIT 1`,
    [finding],
  );
  return rows.length > 0;
}

/** The type of a file that a step of this finding has, for a person who sees the finding. */
export async function fileOfFinding(sql: Sql, scope: Scope, number: string, sha256: string): Promise<string | null> {
  const [row] = await sql.query<{ type: string }>(
    `SELECT o.type FROM photo o WHERE o.sha256 = $3 AND EXISTS (SELECT 1 FROM finding f JOIN finding_step s ON s.finding_id = f.id
       WHERE f.number = $1 AND s.files @> jsonb_build_array(jsonb_build_object('sha256', $3::text))
         AND EXISTS (SELECT 1 FROM finding_place p JOIN division w ON w.code = p.division_code
           WHERE p.finding_id = f.id AND w.path && $2::text[]))`,
    [number, scope.roots, sha256],
  );
  return row?.type ?? null;
}

/** Files that steps name and that the register has not received: evidence that is not there. */
export async function evidenceNotKept(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ sha256: string }>(
    `SELECT DISTINCT e ->> 'sha256' AS sha256 FROM finding_step s, jsonb_array_elements(s.files) e
     WHERE s.files <> '[]' AND NOT EXISTS (SELECT 1 FROM photo o WHERE o.sha256 = e ->> 'sha256') ORDER BY 1`,
  );
  return rows.map(({ sha256 }) => sha256);
}

export type PossibleOwner = { account: string; name: string; role: Role; division: string };

/**
 * 可以交办给谁: accounts whose divisions hold the one where the finding lies, below or at those of the person who assigns; cadres of the
 * village too. Everybody is named with their own place.
 */
export async function possibleOwners(sql: Sql, scope: Scope, division: string): Promise<PossibleOwner[]> {
  return sql.query<PossibleOwner>(
    `SELECT DISTINCT ON (a.role, d.code, a.name, a.id) a.id AS account, a.name, a.role, d.name AS division
     FROM account a JOIN account_division ad ON ad.account_id = a.id JOIN division d ON d.code = ad.division_code
     JOIN division here ON here.code = $2
     WHERE a.disabled_at IS NULL AND a.role IN ('cadre', 'township', 'county', 'city') AND d.path && $1::text[]
       AND (d.code = ANY(here.path) OR here.code = ANY(d.path) AND a.role <> 'cadre')
     ORDER BY a.role, d.code, a.name, a.id LIMIT 200`,
    [scope.roots, division],
  );
}

/** The name of an account that a finding at this division may be assigned to. */
export async function ownerNamed(sql: Sql, scope: Scope, division: string, account: string): Promise<PossibleOwner | null> {
  return (await possibleOwners(sql, scope, division)).find((one) => one.account === account) ?? null;
}
