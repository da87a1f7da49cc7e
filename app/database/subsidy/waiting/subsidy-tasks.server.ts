/** 补贴待办 (app/domain/subsidy/subsidy-tasks): how many of each wait in a season, and the objections and payments behind the numbers. */

import type { Sql } from '~/database/connection/sql.server';
import { PLACE_BELOW_COUNTY } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { TO_RESEND } from '~/database/subsidy/batches.server';
import type { FundingLevel } from '~/domain/contract/enumerations';
import { BATCH_TASKS, POLICY_TASKS, type SubsidyTask } from '~/domain/subsidy/subsidy-tasks';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { BATCH_OF_SEASON, BATCH_WAITS, POLICY_WAITS } from './task-conditions.server';

export type TaskCounts = Record<SubsidyTask, number>;

const FAILED = `FROM payment p JOIN household h ON h.number = p.household_number JOIN division v ON v.code = h.village_code
  JOIN payment_batch b ON b.division_code = p.batch_division AND b.number = p.batch_number JOIN division d ON d.code = b.division_code
  ${TO_RESEND}
  WHERE p.season = $3 AND p.result = 'failed' AND again.amount > 0 AND d.path @> ARRAY[$1]::text[] AND d.path && $2::text[]`;

const OBJECTIONS = `FROM payment_objection o JOIN household h ON h.number = o.household_number JOIN division v ON v.code = h.village_code
  JOIN payment_batch b ON b.division_code = o.batch_division AND b.number = o.batch_number JOIN division d ON d.code = b.division_code
  WHERE o.decision IS NULL AND b.season = $3 AND d.path @> ARRAY[$1]::text[] AND d.path && $2::text[]`;

export async function countSubsidyTasks(sql: Sql, scope: Scope, division: string, season: string): Promise<TaskCounts> {
  const counted = [
    ...POLICY_TASKS.map(
      (task) =>
        `(SELECT count(*) FROM subsidy_policy p JOIN division d ON d.code = p.division_code
          WHERE p.season = $3 AND ${POLICY_WAITS[task]}) AS "${task}"`,
    ),
    ...BATCH_TASKS.map((task) => `(SELECT count(*) FROM batches b WHERE ${BATCH_WAITS[task]}) AS "${task}"`),
    `(SELECT count(*) ${OBJECTIONS}) AS objections`,
    `(SELECT coalesce(sum(r.payments), 0)::bigint FROM resend_sum r JOIN division d ON d.code = r.batch_division
      WHERE r.season = $3 AND d.path @> ARRAY[$1]::text[] AND d.path && $2::text[]) AS failed`,
  ];
  const [row] = await sql.query<TaskCounts>(
    `WITH batches AS MATERIALIZED (SELECT b.* FROM payment_batch b JOIN division d ON d.code = b.division_code WHERE ${BATCH_OF_SEASON})
     SELECT ${counted.join(', ')}`,
    [division, scope.roots, season],
  );
  return row!;
}

/** Rows on a page of the objections or failed payments; one more is read to know whether there is another page. */
export const TASKS_PAGE = 200;
const pageOf = (page: number): string => `LIMIT ${TASKS_PAGE + 1} OFFSET ${(page - 1) * TASKS_PAGE}`;

type OfBatch = { division: string; batch: string; household: string; head: string; place: string };
export type WaitingObjection = OfBatch & { id: string; raisedBy: string | null; raisedOn: CalendarDay | null; what: string | null };
export type FailedPayment = OfBatch & {
  policy: string;
  level: FundingLevel;
  amount: number;
  failedOn: CalendarDay | null;
  reason: string | null;
};

const OF_BATCH = `b.division_code AS division, b.number AS batch, h.number AS household, h.head, ${PLACE_BELOW_COUNTY} AS place`;

/** Undecided objections, the longest waiting first. */
export function waitingObjections(sql: Sql, scope: Scope, division: string, season: string, page: number): Promise<WaitingObjection[]> {
  return sql.query<WaitingObjection>(
    `SELECT ${OF_BATCH}, o.id, o.raised_by AS "raisedBy", o.raised_on AS "raisedOn", o.what ${OBJECTIONS}
     ORDER BY o.recorded_at, o.id ${pageOf(page)}`,
    [division, scope.roots, season],
  );
}

/** Failed payments that may be sent again, with what may be sent. */
export function failedPayments(sql: Sql, scope: Scope, division: string, season: string, page: number): Promise<FailedPayment[]> {
  return sql.query<FailedPayment>(
    `SELECT ${OF_BATCH}, p.policy_number AS policy, p.level, again.amount, p.paid_on AS "failedOn", p.fail_reason AS reason ${FAILED}
     ORDER BY p.paid_on, b.number, h.number, p.policy_number, p.level ${pageOf(page)}`,
    [division, scope.roots, season],
  );
}
