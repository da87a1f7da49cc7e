/**
 * The changes that the steps of a batch make. Every statement is limited to the batch's division, which the caller has found in
 * scope.
 */

import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { FundingLevel, PayMethod } from '~/domain/contract/enumerations';
import type { OwedChoice, PaymentChoice } from '~/domain/subsidy/payments/batch-forms';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { OWED_OF_SEASON, TO_RESEND } from './batches.server';
import { levelPlace } from './levels.server';
import { sumPaid } from './payments.server';
import { reaches } from './reach.server';

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
  noticeDocument: string | null;
  reconciledBy: string | null;
  settleAskedBy: string | null;
  settlePaidOn: CalendarDay | null;
  settlePayments: number | null;
  settleAmount: number | null;
  undoAskedBy: string | null;
};

/** The batch, locked until the transaction ends; null when it does not exist or is not in scope. */
export async function lockBatch(sql: Sql, scope: Scope, division: string, number: string): Promise<LockedBatch | null> {
  const [row] = await sql.query<LockedBatch>(
    `SELECT b.division_code AS division, b.number, b.season, b.state, b.source, b.method, b.drafted_by AS "draftedBy", b.revision,
      b.notice_from AS "noticeFrom", b.notice_to AS "noticeTo", b.notice_document AS "noticeDocument",
      b.reconciled_by AS "reconciledBy", b.settle_asked_by AS "settleAskedBy",
      b.settle_paid_on AS "settlePaidOn", b.settle_payments AS "settlePayments", b.settle_amount AS "settleAmount",
      b.undo_asked_by AS "undoAskedBy"
     FROM payment_batch b JOIN division d ON d.code = b.division_code WHERE b.division_code = $1 AND b.number = $2
     AND d.path && $3::text[] FOR UPDATE OF b`,
    [division, number, scope.roots],
  );
  return row ?? null;
}

/** Drafts of one county are made one after the other, so that two of them do not put the same money into two batches. */
export async function holdDrafts(sql: Sql, division: string): Promise<void> {
  await sql.query(
    `SELECT pg_advisory_xact_lock(${cityLock(`'draft payments ' || coalesce((SELECT path[3] FROM division WHERE code = $1), $1)`)})`,
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

/** A payment that a step drafted, settled or removed, with the village whose chain records it. */
export type ChangedPayment = { household: string; policy: string; level: FundingLevel; amount: number; village: string };

/**
 * The payments that the statement before returned, in the order of their villages, so that the chains are locked in the order
 * of their names.
 */
export const CHANGED_OF = (changed: string, more?: string): string =>
  `SELECT c.household_number AS household, c.policy_number AS policy, c.level, c.amount, h.village_code AS village${more ? `, ${more}` : ''}
     FROM ${changed} c JOIN household h ON h.number = c.household_number
     ORDER BY h.village_code, c.household_number, c.policy_number, ${levelPlace('c.level')}`;

/**
 * Puts what is owed of the chosen policies and levels into a drafted batch. The amounts equal the offered ones to the 分. Households that
 * the method does not reach are left out.
 */
export async function draftOwed(
  sql: Sql,
  scope: Scope,
  batch: { division: string; number: string; season: string; method: PayMethod | null },
  choices: readonly OwedChoice[],
  now: string,
): Promise<ChangedPayment[]> {
  return sql.query<ChangedPayment>(
    `WITH made AS (
       INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, method, result,
       created_at)
       SELECT $4, e.household_number, e.policy_number, o.level, $1, $3, o.amount, $6::text, 'pending', $7::timestamptz
       FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code ${OWED_OF_SEASON}
       JOIN (SELECT DISTINCT policy, level FROM json_to_recordset($5::json) AS c(policy text, level text)) c
         ON c.policy = e.policy_number AND c.level = o.level
       WHERE e.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] AND o.amount > 0 AND ${reaches('$6::text')}
       RETURNING household_number, policy_number, level, amount
     )
     ${CHANGED_OF('made')}`,
    [batch.division, scope.roots, batch.season, batch.number, JSON.stringify(choices), batch.method, now],
  );
}

/**
 * Puts the failed payments of a batch into a new one, unless they were sent again, are no longer owed, or still do not reach their
 * household.
 */
export async function draftFailed(
  sql: Sql,
  batch: { division: string; number: string },
  failed: string,
  now: string,
): Promise<ChangedPayment[]> {
  return sql.query<ChangedPayment>(
    `WITH made AS (
       INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, method, result,
       resend_of, created_at)
       SELECT $2, p.household_number, p.policy_number, p.level, $1, p.season, again.amount, p.method, 'pending', p.batch_number,
       $4::timestamptz
       FROM payment p JOIN household h ON h.number = p.household_number ${TO_RESEND}
       WHERE p.batch_division = $1 AND p.batch_number = $3 AND p.result = 'failed' AND again.amount > 0 AND ${reaches('p.method')}
       RETURNING household_number, policy_number, level, amount
     )
     ${CHANGED_OF('made')}`,
    [batch.division, batch.number, failed, now],
  );
}

/** Writes a step: the new state and the given columns. Column names come from this file's callers, never from a request. */
export async function moveBatch(sql: Sql, batch: LockedBatch, columns: Record<string, string | number | null>): Promise<void> {
  const names = Object.keys(columns);
  await sql.query(
    `UPDATE payment_batch SET ${names.map((name, at) => `${name} = $${at + 3}, `).join('')}revision = revision + 1
      WHERE division_code = $1 AND number = $2`,
    [batch.division, batch.number, ...names.map((name) => columns[name])],
  );
}

/** Removes the payments of a cancelled draft, so that another batch can take the money. */
export async function removePending(sql: Sql, batch: LockedBatch): Promise<ChangedPayment[]> {
  return sql.query<ChangedPayment>(
    `WITH gone AS (DELETE FROM payment WHERE batch_division = $1 AND batch_number = $2 AND result = 'pending' RETURNING household_number,
      policy_number, level, amount)
     ${CHANGED_OF('gone')}`,
    [batch.division, batch.number],
  );
}

/** The payments of a batch that would give somebody more than is due now. */
export async function wouldOverpay(sql: Sql, batch: LockedBatch): Promise<{ household: string; count: number } | null> {
  const [row] = await sql.query<{ household: string; count: number }>(
    `SELECT min(k.household_number) AS household, count(*) AS count FROM (
       SELECT e.household_number FROM payment p JOIN entitlement e ON e.household_number = p.household_number
       AND e.policy_number = p.policy_number
       WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending' GROUP BY e.household_number, e.policy_number, e.due,
       e.paid HAVING e.paid + sum(p.amount) > e.due
     ) k HAVING count(*) > 0`,
    [batch.division, batch.number],
  );
  return row ?? null;
}

/** Records that the bank sent back the chosen payments, of those that wait. */
export async function failChosen(
  sql: Sql,
  batch: LockedBatch,
  choices: readonly PaymentChoice[],
  failed: { on: CalendarDay; reason: string },
): Promise<ChangedPayment[]> {
  return sql.query<ChangedPayment>(
    `WITH settled AS (
       UPDATE payment p SET result = 'failed', paid_on = $3, fail_reason = $4, answered_on = NULL
       WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending'
         AND EXISTS (SELECT 1 FROM json_to_recordset($5::json) AS c(household text, policy text, level text)
         WHERE c.household = p.household_number AND c.policy = p.policy_number AND c.level = p.level)
       RETURNING p.household_number, p.policy_number, p.level, p.amount
     )
     ${CHANGED_OF('settled')}`,
    [batch.division, batch.number, failed.on, failed.reason, JSON.stringify(choices)],
  );
}

/** Updates `paid` of the entitlements once the payments of a batch have their results. */
export async function sumPaidOfBatch(sql: Sql, batch: LockedBatch): Promise<void> {
  await sumPaid(sql, 'SELECT household_number, policy_number FROM payment WHERE batch_division = $1 AND batch_number = $2', [
    batch.division,
    batch.number,
  ]);
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
