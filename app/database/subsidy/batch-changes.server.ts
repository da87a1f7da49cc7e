/** What the steps of a batch change. Every statement is bound to the batch's division, which the caller has found in scope. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { FundingLevel, PayMethod } from '~/domain/contract/enumerations';
import type { OwedChoice, PaymentChoice } from '~/domain/subsidy/batch-forms';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { TO_RESEND } from './batches.server';

export type LockedBatch = {
  division: string;
  number: string;
  season: string;
  state: string;
  source: string;
  method: PayMethod | null;
  draftedBy: string;
  revision: number;
  noticeFrom: CalendarDay | null;
  noticeTo: CalendarDay | null;
};

/** The batch, held until the transaction ends; null when it is not there or not in scope. */
export async function lockBatch(sql: Sql, scope: Scope, division: string, number: string): Promise<LockedBatch | null> {
  const [row] = await sql.query<LockedBatch>(
    `SELECT b.division_code AS division, b.number, b.season, b.state, b.source, b.method, b.drafted_by AS "draftedBy", b.revision, b.notice_from AS "noticeFrom", b.notice_to AS "noticeTo"
     FROM payment_batch b JOIN division d ON d.code = b.division_code WHERE b.division_code = $1 AND b.number = $2 AND d.path && $3::text[] FOR UPDATE OF b`,
    [division, number, scope.roots],
  );
  return row ?? null;
}

/** Drafts of one county are made one after the other: two must not put the same money into two batches. */
export async function holdDrafts(sql: Sql, division: string): Promise<void> {
  await sql.query(
    `SELECT pg_advisory_xact_lock(hashtext('draft payments ' || coalesce((SELECT path[3] FROM division WHERE code = $1), $1)))`,
    [division],
  );
}

export async function batchNumberTaken(sql: Sql, number: string): Promise<boolean> {
  return (
    (
      await sql.query('SELECT 1 FROM payment_batch WHERE number = $1 UNION ALL SELECT 1 FROM payment WHERE batch_number = $1 LIMIT 1', [
        number,
      ])
    ).length > 0
  );
}

export async function insertBatch(
  sql: Sql,
  batch: {
    division: string;
    number: string;
    season: string;
    method: PayMethod | null;
    choices: readonly OwedChoice[];
    resendOf: string | null;
    by: string;
    at: string;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO payment_batch (division_code, number, season, state, source, method, policies, levels, resend_of, drafted_at, drafted_by)
     VALUES ($1, $2, $3, 'drafted', 'drafted', $4, $5, $6, $7, $8, $9)`,
    [
      batch.division,
      batch.number,
      batch.season,
      batch.method,
      [...new Set(batch.choices.map(({ policy }) => policy))],
      [...new Set(batch.choices.map(({ level }) => level))],
      batch.resendOf,
      batch.at,
      batch.by,
    ],
  );
}

export type PaymentLine = { household: string; policy: string; level: FundingLevel; amount: number; village: string };

/** Puts what is owed into a drafted batch: of each level its part that is neither paid nor in another batch, and never more than the entitlement is short of. */
export async function draftOwed(
  sql: Sql,
  scope: Scope,
  batch: { division: string; number: string; season: string; method: PayMethod | null },
  choices: readonly OwedChoice[],
  now: string,
): Promise<PaymentLine[]> {
  return sql.query<PaymentLine>(
    `WITH chosen AS (SELECT * FROM json_to_recordset($4::json) AS c(policy text, level text)), sent AS (
       SELECT household_number, policy_number, level, sum(amount) AS amount FROM payment WHERE season = $3 AND result <> 'failed' GROUP BY 1, 2, 3
     ), owed AS (
       SELECT e.household_number, e.policy_number, l.level, h.village_code, l.due - coalesce(sent.amount, 0) AS amount,
         e.due - coalesce((SELECT sum(a.amount) FROM sent a WHERE a.household_number = e.household_number AND a.policy_number = e.policy_number), 0) AS short
       FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
       CROSS JOIN LATERAL (VALUES ('central', e.due_central), ('province', e.due_province), ('city', e.due_city), ('county', e.due_county)) AS l(level, due)
       JOIN chosen c ON c.policy = e.policy_number AND c.level = l.level
       LEFT JOIN sent ON sent.household_number = e.household_number AND sent.policy_number = e.policy_number AND sent.level = l.level
       WHERE e.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $5::text[] AND l.due > coalesce(sent.amount, 0)
     ), fitted AS (
       SELECT *, greatest(0, least(amount, short - coalesce(sum(amount) OVER (PARTITION BY household_number, policy_number ORDER BY level ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) AS fits FROM owed
     ), made AS (
       INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, method, result, created_at)
       SELECT $2, household_number, policy_number, level, $1, $3, fits, $6, 'pending', $7::timestamptz FROM fitted WHERE fits > 0
       RETURNING household_number, policy_number, level, amount
     )
     SELECT m.household_number AS household, m.policy_number AS policy, m.level, m.amount, h.village_code AS village FROM made m JOIN household h ON h.number = m.household_number
     ORDER BY h.village_code, m.household_number, m.policy_number, m.level`,
    [batch.division, batch.number, batch.season, JSON.stringify(choices), scope.roots, batch.method, now],
  );
}

/** Puts the failed payments of a batch into a new one, those that nobody has sent again and that are still owed. */
export async function draftFailed(
  sql: Sql,
  batch: { division: string; number: string },
  failed: string,
  now: string,
): Promise<PaymentLine[]> {
  return sql.query<PaymentLine>(
    `WITH made AS (
       INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, method, result, resend_of, created_at)
       SELECT $2, p.household_number, p.policy_number, p.level, $1, p.season, again.amount, p.method, 'pending', p.batch_number, $4::timestamptz
       FROM payment p ${TO_RESEND}
       WHERE p.batch_division = $1 AND p.batch_number = $3 AND p.result = 'failed' AND again.amount > 0
       RETURNING household_number, policy_number, level, amount
     )
     SELECT m.household_number AS household, m.policy_number AS policy, m.level, m.amount, h.village_code AS village FROM made m JOIN household h ON h.number = m.household_number
     ORDER BY h.village_code, m.household_number, m.policy_number, m.level`,
    [batch.division, batch.number, failed, now],
  );
}

/** Writes a step: the new state and whatever goes with it. Column names come from this file's callers, never from a request. */
export async function moveBatch(sql: Sql, batch: LockedBatch, columns: Record<string, string | null>): Promise<void> {
  const names = Object.keys(columns);
  await sql.query(
    `UPDATE payment_batch SET ${names.map((name, at) => `${name} = $${at + 3}, `).join('')}revision = revision + 1 WHERE division_code = $1 AND number = $2`,
    [batch.division, batch.number, ...names.map((name) => columns[name])],
  );
}

/** A cancelled draft leaves the money free for another batch. */
export async function removePending(sql: Sql, batch: LockedBatch): Promise<PaymentLine[]> {
  return sql.query<PaymentLine>(
    `WITH gone AS (DELETE FROM payment WHERE batch_division = $1 AND batch_number = $2 AND result = 'pending' RETURNING household_number, policy_number, level, amount)
     SELECT g.household_number AS household, g.policy_number AS policy, g.level, g.amount, h.village_code AS village FROM gone g JOIN household h ON h.number = g.household_number
     ORDER BY h.village_code, g.household_number`,
    [batch.division, batch.number],
  );
}

/** The payments of a batch that would give somebody more than is due now. */
export async function wouldOverpay(sql: Sql, batch: LockedBatch): Promise<{ household: string; count: number } | null> {
  const [row] = await sql.query<{ household: string; count: number }>(
    `SELECT min(k.household_number) AS household, count(*) AS count FROM (
       SELECT e.household_number FROM payment p JOIN entitlement e ON e.household_number = p.household_number AND e.policy_number = p.policy_number
       WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending' GROUP BY e.household_number, e.policy_number, e.due, e.paid HAVING e.paid + sum(p.amount) > e.due
     ) k HAVING count(*) > 0`,
    [batch.division, batch.number],
  );
  return row ?? null;
}

/** Gives payments that wait their result: the chosen ones, or all (null). */
export async function settlePending(
  sql: Sql,
  batch: LockedBatch,
  choices: readonly PaymentChoice[] | null,
  result: { result: 'ok' | 'failed'; paidOn: CalendarDay; failReason: string | null },
): Promise<PaymentLine[]> {
  return sql.query<PaymentLine>(
    `WITH set AS (
       UPDATE payment p SET result = $3, paid_on = $4, fail_reason = $5 WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending'
         AND ($6::json IS NULL OR EXISTS (SELECT 1 FROM json_to_recordset($6::json) AS c(household text, policy text, level text) WHERE c.household = p.household_number AND c.policy = p.policy_number AND c.level = p.level))
       RETURNING p.household_number, p.policy_number, p.level, p.amount
     )
     SELECT s.household_number AS household, s.policy_number AS policy, s.level, s.amount, h.village_code AS village FROM set s JOIN household h ON h.number = s.household_number
     ORDER BY h.village_code, s.household_number, s.policy_number, s.level`,
    [batch.division, batch.number, result.result, result.paidOn, result.failReason, choices === null ? null : JSON.stringify(choices)],
  );
}

/** `paid` of the entitlements of a batch: the sum of their payments that arrived. */
export async function sumPaid(sql: Sql, batch: LockedBatch): Promise<void> {
  await sql.query(
    `UPDATE entitlement e SET paid = n.paid FROM (
       SELECT k.household_number, k.policy_number, coalesce(sum(p.amount) FILTER (WHERE p.result = 'ok'), 0) AS paid
       FROM (SELECT DISTINCT household_number, policy_number FROM payment WHERE batch_division = $1 AND batch_number = $2) k
       JOIN payment p ON p.household_number = k.household_number AND p.policy_number = k.policy_number GROUP BY 1, 2
     ) n WHERE e.household_number = n.household_number AND e.policy_number = n.policy_number AND e.paid <> n.paid`,
    [batch.division, batch.number],
  );
}

export async function countPending(sql: Sql, batch: Pick<LockedBatch, 'division' | 'number'>): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `SELECT count(*) AS count FROM payment WHERE batch_division = $1 AND batch_number = $2 AND result = 'pending'`,
    [batch.division, batch.number],
  );
  return row!.count;
}

/** The policies and levels of the payments of a batch that failed. */
export async function failedChoices(sql: Sql, batch: { division: string; number: string }): Promise<OwedChoice[]> {
  return sql.query<OwedChoice>(
    `SELECT DISTINCT policy_number AS policy, level FROM payment WHERE batch_division = $1 AND batch_number = $2 AND result = 'failed'`,
    [batch.division, batch.number],
  );
}
