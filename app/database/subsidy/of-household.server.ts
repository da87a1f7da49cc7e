/** 一户的补贴: its seasons with their entitlements, how each was computed, and what was paid. */

import type { Sql } from '~/database/connection/sql.server';
import { measureColumn } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import type { Continuity, FundingLevel, PayMethod, PolicyKind } from '~/domain/contract/enumerations';
import { keysOf } from '~/domain/contract/enumerations';
import type { Trace } from '~/domain/subsidy/amount-due';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { levelPlace } from './levels.server';

type SubsidyPayment = {
  /** The division of its batch. */
  at: string;
  batch: string;
  level: FundingLevel;
  amount: number;
  method: PayMethod | null;
  paidOn: CalendarDay | null;
  result: 'ok' | 'failed' | 'pending';
  failReason: string | null;
};
export type SubsidyEntitlement = {
  season: string;
  policy: string;
  document: string;
  kind: PolicyKind;
  dueOn: CalendarDay;
  quantity: number;
  due: number;
  paid: number;
  trace: Trace | null;
  payments: SubsidyPayment[];
};
export type SubsidySeason = {
  season: string;
  continuity: Continuity | null;
  due: number;
  paid: number;
  arrears: number;
  flags: { H: boolean; V: boolean; C: boolean; U: boolean };
};
export type HouseholdSubsidy = { seasons: SubsidySeason[]; entitlements: SubsidyEntitlement[] };

/** The seasons of one household with their continuity, the latest first, and every entitlement with its payments. */
export async function subsidyOfHousehold(sql: Sql, scope: Scope, number: string): Promise<HouseholdSubsidy> {
  return (await subsidyOfHouseholds(sql, scope, [number])).get(number) ?? { seasons: [], entitlements: [] };
}

/** The same for many households at once; a household without subsidies is missing. */
export async function subsidyOfHouseholds(sql: Sql, scope: Scope, numbers: readonly string[]): Promise<Map<string, HouseholdSubsidy>> {
  const states = keysOf('continuity');
  const seasons = await sql.query<SubsidySeason & { number: string }>(
    `SELECT f.household_number AS number, f.season, f.due, f.paid, f.arrears,
       CASE ${states.map((state) => `WHEN f.${measureColumn(`continuity.${state}`)} > 0 THEN '${state}'`).join(' ')} END AS continuity,
       json_build_object('H', f.h > 0, 'V', f.v > 0, 'C', f.c > 0, 'U', f.u > 0) AS flags
     FROM household_facts f JOIN household h ON h.number = f.household_number JOIN division v ON v.code = h.village_code
     WHERE f.household_number = ANY($1::text[]) AND v.path && $2::text[] ORDER BY f.season DESC`,
    [numbers, scope.roots],
  );
  const entitlements = await sql.query<SubsidyEntitlement & { number: string }>(
    `SELECT e.household_number AS number, e.season, e.policy_number AS policy, p.document, p.kind, p.due_on AS "dueOn", e.quantity, e.due,
      e.paid, e.trace,
       coalesce((SELECT json_agg(json_build_object('at', t.batch_division, 'batch', t.batch_number, 'level', t.level,
       'amount', t.amount, 'method',
       coalesce(t.method, b.method), 'paidOn', t.paid_on,
           'result', t.result, 'failReason', t.fail_reason) ORDER BY b.drafted_at, ${levelPlace('t.level')})
         FROM payment t JOIN payment_batch b ON b.division_code = t.batch_division AND b.number = t.batch_number
         WHERE t.household_number = e.household_number AND t.policy_number = e.policy_number AND b.state <> 'cancelled'), '[]'::json) AS
         payments
     FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number JOIN household h ON h.number = e.household_number
     JOIN division v ON v.code = h.village_code
     WHERE e.household_number = ANY($1::text[]) AND v.path && $2::text[] ORDER BY e.season DESC, e.policy_number`,
    [numbers, scope.roots],
  );
  const households = new Map<string, HouseholdSubsidy>();
  const of = (number: string): HouseholdSubsidy => {
    if (!households.has(number)) households.set(number, { seasons: [], entitlements: [] });
    return households.get(number)!;
  };
  for (const { number, ...season } of seasons) of(number).seasons.push(season);
  for (const { number, ...entitlement } of entitlements) of(number).entitlements.push(entitlement);
  return households;
}
