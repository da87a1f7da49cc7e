/** 对账: which payments of a released batch would arrive, and writing that they did or, undone, that they wait again. */

import type { Sql } from '~/database/connection/sql.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { CHANGED_OF, type ChangedPayment, type LockedBatch } from './batch-changes.server';
import { reaches } from './reach.server';

type Waiting = { payments: number; households: number; amount: number };
/**
 * What waits in a batch: what the bank answered for, the rest that has a way to arrive, and what cannot arrive because its household has
 * no account.
 */
export type OpenToReconcile = { answered: Waiting; rest: Waiting; unreachable: Waiting };

const METHOD = 'coalesce(p.method, b.method)';
const GROUP = `CASE WHEN p.answered_on IS NOT NULL THEN 'answered' WHEN ${reaches(METHOD)} THEN 'rest' ELSE 'unreachable' END`;

export async function openToReconcile(sql: Sql, batch: { division: string; number: string }): Promise<OpenToReconcile> {
  const rows = await sql.query<Waiting & { what: keyof OpenToReconcile }>(
    `SELECT ${GROUP} AS what, count(*) AS payments, count(DISTINCT p.household_number) AS households, sum(p.amount)::bigint AS amount
     FROM payment p JOIN payment_batch b ON b.division_code = p.batch_division AND b.number = p.batch_number
     JOIN household h ON h.number = p.household_number
     WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending' GROUP BY 1`,
    [batch.division, batch.number],
  );
  const of = (what: keyof OpenToReconcile): Waiting => {
    const { payments, households, amount } = rows.find((row) => row.what === what) ?? { payments: 0, households: 0, amount: 0 };
    return { payments, households, amount };
  };
  return { answered: of('answered'), rest: of('rest'), unreachable: of('unreachable') };
}

type ArrivedPayment = ChangedPayment & { paidOn: CalendarDay };

/** What the bank answered for arrived on the bank's day, the rest with an account on `paidOn`. */
export async function settleArrived(sql: Sql, batch: LockedBatch, paidOn: CalendarDay): Promise<ArrivedPayment[]> {
  return sql.query<ArrivedPayment>(
    `WITH settled AS (
       UPDATE payment p SET result = 'ok', paid_on = coalesce(p.answered_on, $3::date), fail_reason = NULL
       FROM household h, payment_batch b
       WHERE h.number = p.household_number AND b.division_code = p.batch_division AND b.number = p.batch_number
         AND p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending' AND ${GROUP} <> 'unreachable'
       RETURNING p.household_number, p.policy_number, p.level, p.amount, p.paid_on
     )
     ${CHANGED_OF('settled', 'c.paid_on AS "paidOn"')}`,
    [batch.division, batch.number, paidOn],
  );
}

/** Whatever still waits could not be sent. */
export async function failPending(sql: Sql, batch: LockedBatch, failed: { on: CalendarDay; reason: string }): Promise<ChangedPayment[]> {
  return sql.query<ChangedPayment>(
    `WITH settled AS (
       UPDATE payment p SET result = 'failed', paid_on = $3, fail_reason = $4
       WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending'
       RETURNING p.household_number, p.policy_number, p.level, p.amount
     )
     ${CHANGED_OF('settled')}`,
    [batch.division, batch.number, failed.on, failed.reason],
  );
}

/** Everything that arrived by this batch waits again, as if the bank had said nothing. */
export async function unsettleArrived(sql: Sql, batch: LockedBatch): Promise<ArrivedPayment[]> {
  return sql.query<ArrivedPayment>(
    `WITH arrived AS (
       SELECT batch_number, household_number, policy_number, level, paid_on FROM payment
       WHERE batch_division = $1 AND batch_number = $2 AND result = 'ok'
     ), settled AS (
       UPDATE payment p SET result = 'pending', paid_on = NULL, answered_on = NULL FROM arrived a
       WHERE p.batch_number = a.batch_number AND p.household_number = a.household_number AND p.policy_number = a.policy_number
         AND p.level = a.level
       RETURNING p.household_number, p.policy_number, p.level, p.amount, a.paid_on
     )
     ${CHANGED_OF('settled', 'c.paid_on AS "paidOn"')}`,
    [batch.division, batch.number],
  );
}
