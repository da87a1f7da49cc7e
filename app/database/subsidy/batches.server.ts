/** Batches of payments as the desk shows them: the list, the payments of a batch, the bank's answers. */

import { actorName } from '~/database/access/actor-name.server';
import type { Sql } from '~/database/connection/sql.server';
import { PLACE_BELOW_COUNTY } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { FundingLevel, PayMethod } from '~/domain/contract/enumerations';
import type { BatchState } from '~/domain/subsidy/payments/batch-states';
import { type NoticePayment, type NoticeRow, noticeRows } from '~/domain/subsidy/payments/public-notice';
import type { BatchTask } from '~/domain/subsidy/subsidy-tasks';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { levelPlace, OWED_OF_ENTITLEMENT, SUMS_BY_LEVEL } from './levels.server';
import { reaches } from './reach.server';
import { BATCH_OF_SEASON, BATCH_WAITS } from './waiting/task-conditions.server';

export type PaymentBatch = {
  division: string;
  divisionName: string;
  number: string;
  season: string | null;
  state: BatchState;
  source: string;
  method: PayMethod | null;
  policies: string[];
  levels: FundingLevel[];
  resendOf: string | null;
  draftedAt: string;
  /** The username of the drafter. Another person checks the batch. */
  drafter: string;
  draftedBy: string;
  checkedAt: string | null;
  checkedBy: string | null;
  noticeFrom: CalendarDay | null;
  noticeTo: CalendarDay | null;
  /** 文号 of the public notice. */
  noticeDocument: string | null;
  releasedAt: string | null;
  releasedBy: string | null;
  reconciledAt: string | null;
  reconciledBy: string | null;
  cancelledAt: string | null;
  cancelledBy: string | null;
  cancelReason: string | null;
  /** 对账 that was asked for and waits for another person: by whom (the username, the name), when, of which day, how much. */
  settleAsker: string | null;
  settleAskedBy: string | null;
  settleAskedAt: string | null;
  settlePaidOn: CalendarDay | null;
  settlePayments: number | null;
  settleAmount: number | null;
  /** The username: somebody else undoes. */
  reconciler: string | null;
  /** 撤销对账 that was asked for and waits for another person: by whom (the username, the name), why. */
  undoAsker: string | null;
  undoAskedBy: string | null;
  undoReason: string | null;
  revision: number;
  households: number;
  payments: number;
  amount: number;
  arrived: number;
  failed: number;
  failedAmount: number;
  pending: number;
};

const BATCH = `
  SELECT b.division_code AS division, d.name AS "divisionName", b.number, b.season, b.state, b.source, b.method, b.policies, b.levels,
  b.resend_of AS "resendOf",
    b.drafted_by AS drafter, b.drafted_at AS "draftedAt", ${actorName('b.drafted_by')} AS "draftedBy", b.checked_at AS "checkedAt",
    ${actorName('b.checked_by')} AS "checkedBy", b.notice_from AS "noticeFrom", b.notice_to AS "noticeTo",
    b.notice_document AS "noticeDocument",
    b.released_at AS "releasedAt", ${actorName('b.released_by')} AS "releasedBy", b.reconciled_at AS "reconciledAt",
    ${actorName('b.reconciled_by')} AS "reconciledBy",
    b.cancelled_at AS "cancelledAt", ${actorName('b.cancelled_by')} AS "cancelledBy", b.cancel_reason AS "cancelReason", b.revision,
    b.settle_asked_by AS "settleAsker", ${actorName('b.settle_asked_by')} AS "settleAskedBy", b.settle_asked_at AS "settleAskedAt",
    b.settle_paid_on AS "settlePaidOn", b.settle_payments AS "settlePayments", b.settle_amount AS "settleAmount",
    b.reconciled_by AS reconciler, b.undo_asked_by AS "undoAsker", ${actorName('b.undo_asked_by')} AS "undoAskedBy",
    b.undo_reason AS "undoReason",
    ${['households', 'payments', 'amount', 'arrived', 'failed', 'pending'].map((sum) => `coalesce(t.${sum}, 0) AS ${sum}`).join(', ')},
    coalesce(t.failed_amount, 0) AS "failedAmount"
  FROM payment_batch b JOIN division d ON d.code = b.division_code
  LEFT JOIN batch_sum t ON t.batch_division = b.division_code AND t.batch_number = b.number`;

/** The batches of a division and those below it, the latest first; with a task those that wait for it. */
export async function listBatches(
  sql: Sql,
  scope: Scope,
  division: string,
  season: string,
  task: BatchTask | null = null,
): Promise<PaymentBatch[]> {
  return sql.query<PaymentBatch>(
    `${BATCH} WHERE ${BATCH_OF_SEASON} ${task ? `AND ${BATCH_WAITS[task]}` : ''} ORDER BY b.drafted_at DESC, b.number DESC LIMIT 500`,
    [division, scope.roots, season],
  );
}

export async function batchByNumber(sql: Sql, scope: Scope, division: string, number: string): Promise<PaymentBatch | null> {
  const [row] = await sql.query<PaymentBatch>(`${BATCH} WHERE b.division_code = $1 AND b.number = $3 AND d.path && $2::text[]`, [
    division,
    scope.roots,
    number,
  ]);
  return row ?? null;
}

/** The batch that sends the failed payments of this one again; null when there is none or it was cancelled. */
export async function batchResending(sql: Sql, scope: Scope, division: string, number: string): Promise<string | null> {
  const [row] = await sql.query<{ number: string }>(
    `SELECT b.number FROM payment_batch b JOIN division d ON d.code = b.division_code
     WHERE b.division_code = $1 AND b.resend_of = $2 AND b.state <> 'cancelled' AND d.path && $3::text[] LIMIT 1`,
    [division, number, scope.roots],
  );
  return row?.number ?? null;
}

export type BatchPayment = {
  household: string;
  head: string;
  place: string;
  policy: string;
  kind: string;
  level: FundingLevel;
  amount: number;
  method: PayMethod | null;
  account: string | null;
  holder: string | null;
  paidOn: CalendarDay | null;
  /** The day on which the bank says that it arrived. */
  answeredOn: CalendarDay | null;
  result: 'ok' | 'failed' | 'pending';
  failReason: string | null;
  resendOf: string | null;
};

export const PAYMENTS_PAGE = 50;

/** As the index payment_of_batch has it. */
const FAILED_FIRST = `array_position(ARRAY['failed', 'pending', 'ok'], p.result)`;

/** The payments of a batch, those that failed first, then by household. Accounts are masked. */
export async function paymentsOfBatch(
  sql: Sql,
  scope: Scope,
  division: string,
  number: string,
  page: number,
  failedOnly = false,
): Promise<BatchPayment[]> {
  return sql.query<BatchPayment>(
    `SELECT p.household_number AS household, h.head, p.policy_number AS policy, s.kind, p.level, p.amount, coalesce(p.method, b.method) AS
      method,
       h.bank_account_masked AS account, h.bank_holder AS holder, p.paid_on AS "paidOn", p.answered_on AS "answeredOn", p.result,
       p.fail_reason AS "failReason",
       p.resend_of AS "resendOf",
       ${PLACE_BELOW_COUNTY} AS place
     FROM payment p JOIN payment_batch b ON b.division_code = p.batch_division AND b.number = p.batch_number
     JOIN household h ON h.number = p.household_number JOIN division v ON v.code = h.village_code JOIN subsidy_policy s
     ON s.number = p.policy_number
     WHERE p.batch_division = $1 AND p.batch_number = $3 AND v.path && $2::text[] ${failedOnly ? `AND p.result = 'failed'` : ''}
     ORDER BY ${FAILED_FIRST}, p.household_number, p.policy_number, ${levelPlace('p.level')}
     LIMIT ${PAYMENTS_PAGE + 1} OFFSET $4`,
    [division, scope.roots, number, (page - 1) * PAYMENTS_PAGE],
  );
}

/**
 * 公示名单 of a batch: village, head and sums, by the rule of app/domain/subsidy/payments/public-notice. Doors are read to tell namesakes
 * apart.
 */
export async function noticeOfBatch(sql: Sql, scope: Scope, division: string, number: string): Promise<NoticeRow[]> {
  const rows = await sql.query<NoticePayment>(
    `SELECT ${PLACE_BELOW_COUNTY} AS village,
       h.number AS household, h.head, h.address, sum(p.amount)::bigint AS amount
     FROM payment p JOIN household h ON h.number = p.household_number JOIN division v ON v.code = h.village_code
     WHERE p.batch_division = $1 AND p.batch_number = $3 AND v.path && $2::text[]
     GROUP BY v.code, v.path, h.number, h.head, h.address ORDER BY v.code, h.number`,
    [division, scope.roots, number],
  );
  return noticeRows(rows);
}

export type OwedForBatch = {
  policy: string;
  document: string;
  kind: string;
  level: FundingLevel;
  households: number;
  amount: number;
  /** Of the amount, what is owed to households without an account. */
  withoutAccount: number;
  dueOn: CalendarDay;
};

/**
 * What each level still owes for the entitlements `e` of season $3, as `o`. A batch offers these amounts, and drafting uses the
 * same. Money that waits in a batch counts as sent. Nothing is owed yet by a policy that is not confirmed.
 */
export const OWED_OF_SEASON = `
  JOIN subsidy_policy in_force ON in_force.number = e.policy_number AND in_force.to_confirm = '{}'
  LEFT JOIN (SELECT household_number, policy_number, ${SUMS_BY_LEVEL} FROM payment WHERE season = $3 AND result <> 'failed' GROUP BY 1, 2) s
    ON s.household_number = e.household_number AND s.policy_number = e.policy_number
  CROSS JOIN LATERAL ${OWED_OF_ENTITLEMENT} AS o(level, amount)`;

/** The same, entitlement by entitlement: for some of a season's. */
export const OWED_ONE_BY_ONE = `
  JOIN subsidy_policy in_force ON in_force.number = e.policy_number AND in_force.to_confirm = '{}'
  CROSS JOIN LATERAL (
    SELECT ${SUMS_BY_LEVEL} FROM payment a
    WHERE a.household_number = e.household_number AND a.policy_number = e.policy_number AND a.result <> 'failed'
  ) s
  CROSS JOIN LATERAL ${OWED_OF_ENTITLEMENT} AS o(level, amount)`;

/** What may be drafted now, by policy and level. */
export async function owedForBatch(sql: Sql, scope: Scope, division: string, season: string): Promise<OwedForBatch[]> {
  return sql.query<OwedForBatch>(
    `SELECT t.policy_number AS policy, p.document, p.kind, t.level, sum(t.households)::bigint AS households,
       sum(t.amount)::bigint AS amount, sum(t.amount_without_account)::bigint AS "withoutAccount", p.due_on AS "dueOn"
     FROM division v JOIN subsidy_open t ON t.village_code = v.code JOIN subsidy_policy p ON p.number = t.policy_number
     WHERE t.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     GROUP BY t.policy_number, p.document, p.kind, t.level, p.due_on
     ORDER BY p.due_on, t.policy_number, ${levelPlace('t.level')}`,
    [division, scope.roots, season],
  );
}

/**
 * How much of a failed payment `p` may be sent again: at most what its level still owes for the entitlement. Nothing when it
 * was sent again from its batch, or when the money arrived by another payment.
 */
export const TO_RESEND = `CROSS JOIN LATERAL (
    SELECT least(p.amount, o.amount) AS amount
    FROM entitlement e
    CROSS JOIN LATERAL (
      SELECT ${SUMS_BY_LEVEL} FROM payment a
      WHERE a.household_number = e.household_number AND a.policy_number = e.policy_number AND a.result <> 'failed'
    ) s
    CROSS JOIN LATERAL ${OWED_OF_ENTITLEMENT} AS o(level, amount)
    WHERE e.household_number = p.household_number AND e.policy_number = p.policy_number AND o.level = p.level
      AND NOT EXISTS (SELECT 1 FROM payment n WHERE n.household_number = p.household_number AND n.policy_number = p.policy_number
        AND n.level = p.level AND n.resend_of = p.batch_number)
  ) again`;

/**
 * What needs attention in a batch: failed payments that may be sent again, and households whose money waits because they have
 * no account.
 */
export async function openOfBatch(sql: Sql, division: string, number: string): Promise<{ toResend: number; withoutAccount: number }> {
  const [row] = await sql.query<{ toResend: number; withoutAccount: number }>(
    `SELECT (SELECT coalesce(sum(r.payments), 0)::bigint FROM resend_sum r WHERE r.batch_division = $1 AND r.batch_number = $2)
       AS "toResend",
       (SELECT count(DISTINCT p.household_number) FROM payment p JOIN payment_batch b ON b.division_code = p.batch_division
       AND b.number = p.batch_number JOIN household h ON h.number = p.household_number
        WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending'
        AND NOT ${reaches('coalesce(p.method, b.method)')}) AS "withoutAccount"`,
    [division, number],
  );
  return row!;
}
