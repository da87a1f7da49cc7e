/** 确认 of policies: what is missing until one is in force (app/domain/subsidy/policy-confirmation). */

import { actorName } from '~/database/access/actor-name.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { LEVELS } from '~/domain/subsidy/funding-levels';
import type { ConfirmationStep } from '~/domain/subsidy/policy-confirmation';

/** What a policy that was just entered waits for, from the expressions of its division's code and its shares. */
export function neededInSql(division: string, shares: string): string {
  const place = (level: string) => `array_position(ARRAY[${LEVELS.map((one) => `'${one}'`).join(', ')}], ${level})`;
  const own = `CASE WHEN length(${division}) <= 2 THEN 'province' WHEN length(${division}) <= 4 THEN 'city' ELSE 'county' END`;
  return `(SELECT ARRAY['second'] || coalesce(array_agg(x ->> 'level' ORDER BY ${place("x ->> 'level'")})
    FILTER (WHERE (x ->> 'share')::bigint > 0 AND ${place("x ->> 'level'")} < ${place(own)}), '{}')
    FROM jsonb_array_elements((${shares})::jsonb) x)`;
}

type Confirmation = { step: ConfirmationStep; document: string | null; confirmedAt: string; confirmedBy: string };
export type ConfirmationState = { toConfirm: ConfirmationStep[]; enteredBy: string; confirmations: Confirmation[] };

/** Whether it is in force, who entered it last (the username) and who has confirmed it. */
export async function confirmationOf(sql: Sql, number: string): Promise<ConfirmationState> {
  const [state] = await sql.query<Omit<ConfirmationState, 'confirmations'>>(
    `SELECT to_confirm AS "toConfirm", coalesce(entered_by, created_by) AS "enteredBy" FROM subsidy_policy WHERE number = $1`,
    [number],
  );
  const confirmations = await sql.query<Confirmation>(
    `SELECT c.step, c.document, c.confirmed_at AS "confirmedAt", ${actorName('c.confirmed_by')} AS "confirmedBy"
     FROM policy_confirmation c WHERE c.policy_number = $1 ORDER BY c.step <> 'second', c.confirmed_at, c.step`,
    [number],
  );
  return { ...state!, confirmations };
}

/** Who entered a policy of the scope and what it waits for, held until the transaction ends; null when it is not there. */
export async function lockToConfirm(
  sql: Sql,
  scope: Scope,
  number: string,
): Promise<{ enteredBy: string; toConfirm: ConfirmationStep[]; revision: number } | null> {
  const [row] = await sql.query<{ enteredBy: string; toConfirm: ConfirmationStep[]; revision: number }>(
    `SELECT coalesce(p.entered_by, p.created_by) AS "enteredBy", p.to_confirm AS "toConfirm", p.revision
     FROM subsidy_policy p JOIN division d ON d.code = p.division_code WHERE p.number = $1 AND d.path && $2::text[] FOR UPDATE OF p`,
    [number, scope.roots],
  );
  return row ?? null;
}

export async function storeConfirmation(
  sql: Sql,
  one: { policy: string; step: ConfirmationStep; document: string | null; by: string; at: string },
): Promise<void> {
  await sql.query(
    `INSERT INTO policy_confirmation (policy_number, step, document, confirmed_at, confirmed_by) VALUES ($1, $2, $3, $4, $5)`,
    [one.policy, one.step, one.document, one.at, one.by],
  );
  await sql.query('UPDATE subsidy_policy SET to_confirm = array_remove(to_confirm, $2), revision = revision + 1 WHERE number = $1', [
    one.policy,
    one.step,
  ]);
}

/** A policy with other terms is confirmed anew. */
export async function askForConfirmation(sql: Sql, number: string, by: string, steps: readonly ConfirmationStep[]): Promise<void> {
  await sql.query('DELETE FROM policy_confirmation WHERE policy_number = $1', [number]);
  await sql.query('UPDATE subsidy_policy SET entered_by = $2, to_confirm = $3 WHERE number = $1', [number, by, steps]);
}

/** Policies of a season that wait for somebody's confirmation and would concern a division. */
export async function policiesToConfirm(sql: Sql, scope: Scope, division: string, season: string): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `SELECT count(*) AS count FROM subsidy_policy p JOIN division d ON d.code = p.division_code
     WHERE p.season = $3 AND p.to_confirm <> '{}' AND (d.path @> ARRAY[$1]::text[] OR p.division_code = ANY(SELECT unnest(path)
       FROM division WHERE code = $1)) AND EXISTS (SELECT 1 FROM division own WHERE own.code = $1 AND own.path && $2::text[])`,
    [division, scope.roots, season],
  );
  return row!.count;
}
