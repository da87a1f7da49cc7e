/**
 * The entitlements of households as the facts need them: of some seasons, and those for equipment of every season; with their policy, and
 * with what had arrived by a day.
 */

import type { Sql } from '~/database/connection/sql.server';
import { policiesByNumber } from '~/database/subsidy/policies.server';
import type { Policy } from '~/domain/subsidy/policy';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type EntitlementOfHousehold = {
  household: string;
  season: string;
  policy: Policy;
  /** In 1/1,000 units. */
  quantity: number;
  due: number;
  /** What had arrived by the as-of date. */
  paid: number;
  nextPaidOn: CalendarDay | null;
  /** The entitlement no longer applies and is kept because money was sent. */
  withdrawn: boolean;
};

type Row = { household_number: string; season: string; policy_number: string; quantity: number; due: number; paid: number; source: string };
type Later = { household_number: string; policy_number: string; amount: number; first: CalendarDay };

export async function entitlementsAsOf(
  sql: Sql,
  numbers: readonly string[],
  seasons: readonly string[],
  asOf: CalendarDay,
): Promise<EntitlementOfHousehold[]> {
  const rows = await sql.query<Row>(
    `SELECT household_number, season, policy_number, quantity, due, paid, source FROM entitlement
     WHERE household_number = ANY($1::text[])
       AND (season = ANY($2::text[]) OR policy_number IN (SELECT number FROM subsidy_policy WHERE kind = 'equipment'))
      ORDER BY household_number, policy_number`,
    [numbers, seasons],
  );
  if (rows.length === 0) return [];
  const policies = await policiesByNumber(sql, [...new Set(rows.map((row) => row.policy_number))]);
  const later = await sql.query<Later>(
    `SELECT household_number, policy_number, sum(amount)::bigint AS amount, min(paid_on) AS first FROM payment
     WHERE household_number = ANY($1::text[]) AND result = 'ok' AND paid_on > $2::date GROUP BY 1, 2`,
    [numbers, asOf],
  );
  const after = new Map(later.map((row) => [`${row.household_number}\n${row.policy_number}`, row]));
  return rows.map((row) => {
    const ahead = after.get(`${row.household_number}\n${row.policy_number}`);
    return {
      household: row.household_number,
      season: row.season,
      policy: policies.get(row.policy_number)!,
      quantity: row.quantity,
      due: row.due,
      paid: row.paid - (ahead?.amount ?? 0),
      nextPaidOn: ahead?.first ?? null,
      withdrawn: row.source === 'withdrawn',
    };
  });
}
