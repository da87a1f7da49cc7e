/** What goes to the bank for a released batch, and what its answer changes. */

import type { Sql } from '~/database/connection/sql.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { CHANGED_OF, type ChangedPayment } from './batch-changes.server';

type Key = { division: string; number: string };

export type SealedBankLine = { household: string; head: string; holder: string; sealed: string; amount: number; village: string };

/** What waits for each household with an account, over all policies and levels, in the order of the villages. Accounts are sealed. */
export async function sealedBankLines(sql: Sql, batch: Key): Promise<SealedBankLine[]> {
  return sql.query<SealedBankLine>(
    `SELECT h.number AS household, h.head, coalesce(h.bank_holder, h.head) AS holder, h.bank_account_encrypted AS sealed,
       h.village_code AS village, sum(p.amount)::bigint AS amount
     FROM payment p JOIN household h ON h.number = p.household_number
     WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending' AND h.bank_account_encrypted IS NOT NULL
     GROUP BY h.number, h.head, h.bank_holder, h.bank_account_encrypted, h.village_code ORDER BY h.village_code, h.number`,
    [batch.division, batch.number],
  );
}

export type HouseholdAnswer = { household: string; arrived: boolean; on: CalendarDay; reason: string | null };
type AnsweredPayment = ChangedPayment & { result: 'pending' | 'failed'; on: CalendarDay; reason: string | null };

/** What arrived waits for its reconciliation with the bank's day; what failed has failed. */
export async function storeBankAnswers(sql: Sql, batch: Key, answers: readonly HouseholdAnswer[]): Promise<AnsweredPayment[]> {
  return sql.query<AnsweredPayment>(
    `WITH settled AS (
       UPDATE payment p SET answered_on = CASE WHEN a.arrived THEN a."on" END,
         result = CASE WHEN a.arrived THEN 'pending' ELSE 'failed' END,
         paid_on = CASE WHEN a.arrived THEN NULL ELSE a."on" END, fail_reason = CASE WHEN a.arrived THEN NULL ELSE a.reason END
       FROM json_to_recordset($3::json) AS a(household text, arrived boolean, "on" date, reason text)
       WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.result = 'pending' AND p.household_number = a.household
       RETURNING p.household_number, p.policy_number, p.level, p.amount, p.result, a."on", a.reason
     )
     ${CHANGED_OF('settled', 'c.result, c."on", c.reason')}`,
    [batch.division, batch.number, JSON.stringify(answers)],
  );
}
