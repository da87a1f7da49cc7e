/** The consequences of a change of payments, whoever made it: the sum that arrived, and which failed payment was sent again. */
import type { Sql } from '~/database/connection/sql.server';

/** Sets `paid` of the entitlements that `keys` selects (household_number, policy_number) to the sum of their payments that arrived. */
export async function sumPaid(sql: Sql, keys: string, values: unknown[] = []): Promise<void> {
  await sql.query(
    `UPDATE entitlement e SET paid = n.paid FROM (
       SELECT k.household_number, k.policy_number, coalesce(sum(p.amount) FILTER (WHERE p.result = 'ok'), 0) AS paid
       FROM (SELECT DISTINCT household_number, policy_number FROM (${keys}) keys) k
       LEFT JOIN payment p ON p.household_number = k.household_number AND p.policy_number = k.policy_number GROUP BY 1, 2
     ) n WHERE e.household_number = n.household_number AND e.policy_number = n.policy_number AND e.paid <> n.paid`,
    values,
  );
}

/**
 * Sets `paid` of the entitlements that `keys` selects (household_number, policy_number) to the sum of their payments that
 * arrived, and links payments to the failed ones they send again: the same level and amount, later. Within the caller's
 * transaction.
 */
export async function settlePaid(sql: Sql, keys: string, values: unknown[] = []): Promise<void> {
  await sumPaid(sql, keys, values);
  await sql.query(
    `UPDATE payment p SET resend_of = f.batch_number FROM (
       SELECT DISTINCT ON (o.batch_number, o.household_number, o.policy_number, o.level) o.batch_number AS own, o.household_number,
       o.policy_number, o.level, f.batch_number
       FROM (SELECT DISTINCT household_number, policy_number FROM (${keys}) keys) k
       JOIN payment f ON f.household_number = k.household_number AND f.policy_number = k.policy_number AND f.result = 'failed'
       JOIN payment o ON o.household_number = f.household_number AND o.policy_number = f.policy_number AND o.level = f.level
       AND o.batch_number <> f.batch_number
         AND o.result = 'ok' AND o.amount = f.amount AND (o.paid_on, o.batch_number) > (f.paid_on, f.batch_number)
       ORDER BY o.batch_number, o.household_number, o.policy_number, o.level, f.paid_on DESC, f.batch_number DESC
     ) f WHERE p.batch_number = f.own AND p.household_number = f.household_number AND p.policy_number = f.policy_number
     AND p.level = f.level
       AND p.resend_of IS DISTINCT FROM f.batch_number`,
    values,
  );
}
