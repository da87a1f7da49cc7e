/** The subsidy ledger in the report workbook: 附件7 by county, kind and level, 附件12 by continuity, and what both must agree with. */

import type { Sql } from '~/database/connection/sql.server';
import { measureColumn } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import { pastDue } from '~/database/subsidy/arrears-age.server';
import { dueOfLevel, dueUnlessWithdrawn, eachLevel, owedByLevel, SUMS_BY_LEVEL } from '~/database/subsidy/levels.server';
import { type Continuity, type FundingLevel, keysOf, type PolicyKind } from '~/domain/contract/enumerations';
import type { ContinuityRow, LedgerSums, PayoutRow } from '~/domain/report/report-rows';
import { monthsOverdue } from '~/domain/subsidy/arrears-age';
import { LEVELS } from '~/domain/subsidy/funding-levels';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type ReportSubsidyQuery = { division: string; season: string; asOf: CalendarDay; facts: string };

/**
 * The entitlements of a report's households, of every kind and household status, with what arrived of each level by the as-of
 * date. A withdrawn entitlement has nothing due, but its payments count. $1 root, $2 scope, $3 season, $4 as-of date.
 */
const ACCOUNTS = (facts: string): string => `
  villages AS MATERIALIZED (
    SELECT v.code, (SELECT u.code FROM division u WHERE u.code = ANY(v.path) AND u.level = 'county') AS county
    FROM division v WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
  ),
  listed AS (
    SELECT f.household_number, v.county FROM ${facts} f JOIN villages v ON v.code = f.village_code WHERE f.season = $3
  ),
  arrived AS (
    SELECT household_number, policy_number, ${SUMS_BY_LEVEL}
    FROM payment WHERE season = $3 AND result = 'ok' AND paid_on <= $4::date AND household_number IN (SELECT household_number FROM listed)
    GROUP BY 1, 2
  ),
  account AS (
    SELECT l.county AS in_county, e.household_number, e.policy_number, p.kind, p.due_on,
           ${dueUnlessWithdrawn('e.due')} AS due, coalesce(a.whole, 0) AS paid,
           ${LEVELS.map((level) => `${dueUnlessWithdrawn(dueOfLevel(level))} AS due_${level}`).join(', ')},
           ${LEVELS.map((level) => `coalesce(a.${level}, 0) AS paid_${level}`).join(', ')},
           CASE WHEN ${pastDue('p.due_on', '$4::date')} THEN greatest(0, ${dueUnlessWithdrawn('e.due')} - coalesce(a.whole, 0))
                ELSE 0 END AS owed
    FROM listed l JOIN entitlement e ON e.household_number = l.household_number AND e.season = $3
    JOIN subsidy_policy p ON p.number = e.policy_number
    LEFT JOIN arrived a ON a.household_number = e.household_number AND a.policy_number = e.policy_number
  )`;

const OWED_OF_ACCOUNT = owedByLevel({ short: 'a.owed', due: (level) => `a.due_${level}`, sent: (level) => `a.paid_${level}` });
/** What each level bears of an account, what arrived of its money, and its share of the arrears by `owedByLevel`. */
const BY_LEVEL = `
  SELECT a.in_county, a.household_number, a.kind, a.due_on, o.level, o.owed, b.due, b.paid
  FROM account a
  CROSS JOIN LATERAL ${OWED_OF_ACCOUNT} AS o(level, owed)
  JOIN LATERAL ${eachLevel((level) => `a.due_${level}, a.paid_${level}`)} AS b(level, due, paid) ON b.level = o.level`;

type PayoutRecord = {
  in_county: string;
  kind: PolicyKind;
  level: FundingLevel;
  due: number;
  paid: number;
  households: number;
  owed: number;
  owing: number;
  oldest: CalendarDay | null;
};
type FundRecord = { in_division: string; level: FundingLevel; allotted: number; received: number };

/**
 * 附件7. Funds are allotted to a division and a level, not to a kind of subsidy, so they have rows of their own. Funds of a
 * division above the counties come first, under its name.
 */
export async function readPayouts(
  sql: Sql,
  scope: Scope,
  query: ReportSubsidyQuery,
  nameOf: (code: string) => string | undefined,
): Promise<PayoutRow[]> {
  const values = [query.division, scope.roots, query.season, query.asOf];
  const payouts = await sql.query<PayoutRecord>(
    `WITH ${ACCOUNTS(query.facts)}
     SELECT in_county, kind, level, sum(due)::bigint AS due, sum(paid)::bigint AS paid, count(DISTINCT household_number)
     FILTER (WHERE paid > 0)::int AS households,
            sum(owed)::bigint AS owed, count(DISTINCT household_number) FILTER (WHERE owed > 0)::int AS owing, min(due_on)
            FILTER (WHERE owed > 0) AS oldest
     FROM (${BY_LEVEL}) d GROUP BY 1, 2, 3 HAVING sum(due) + sum(paid) > 0`,
    values,
  );
  const funds = await sql.query<FundRecord & { name: string }>(
    `SELECT d.code AS in_division, d.name, f.level, sum(f.allotted)::bigint AS allotted,
            coalesce(sum(f.received) FILTER (WHERE f.received_on IS NULL OR f.received_on <= $4::date), 0)::bigint AS received
     FROM fund f JOIN division o ON o.code = f.division_code
     JOIN division d ON d.code = coalesce((SELECT u.code FROM division u WHERE u.code = ANY(o.path) AND u.level = 'county'), o.code)
     WHERE f.season = $3 AND o.path @> ARRAY[$1]::text[] AND o.path && $2::text[] GROUP BY 1, 2, 3`,
    values,
  );
  const place = (list: 'policyKind' | 'level', key: string | null) => (key === null ? -1 : (keysOf(list) as string[]).indexOf(key));
  return [
    ...funds.map(({ in_division, name, level, allotted, received }) => ({
      code: in_division,
      county: name,
      kind: null,
      level,
      allotted,
      received,
      due: 0,
      paid: 0,
      households: 0,
      owed: 0,
      owing: 0,
      months: 0,
    })),
    ...payouts.map(({ in_county, oldest, ...row }) => ({
      ...row,
      code: in_county,
      county: nameOf(in_county) ?? in_county,
      allotted: 0,
      received: 0,
      months: oldest === null ? 0 : monthsOverdue(oldest, query.asOf),
    })),
  ].sort((a, b) =>
    a.code < b.code
      ? -1
      : a.code > b.code
        ? 1
        : place('policyKind', a.kind) - place('policyKind', b.kind) || place('level', a.level) - place('level', b.level),
  );
}

/** The same money over all levels and kinds. 附件7 must agree with it, and in an open season 附件1 too. */
export async function ledgerSums(sql: Sql, scope: Scope, query: ReportSubsidyQuery): Promise<LedgerSums> {
  const [sums] = await sql.query<LedgerSums>(
    `WITH ${ACCOUNTS(query.facts)}
     SELECT coalesce(sum(due), 0)::bigint AS due, coalesce(sum(paid), 0)::bigint AS paid, coalesce(sum(owed), 0)::bigint AS arrears,
            (SELECT closed_at IS NOT NULL FROM season WHERE name = $3) AS closed,
            (SELECT json_build_object('due', coalesce(sum(f.due), 0), 'paid', coalesce(sum(f.paid), 0))
             FROM ${query.facts} f JOIN division v ON v.code = f.village_code
             WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]) AS listed
     FROM account`,
    [query.division, scope.roots, query.season, query.asOf],
  );
  return sums!;
}

/**
 * 附件12: the households in scope by continuity, in the contract's order, with a row for every status. 停用: connected and visited,
 * not used.
 */
export async function readContinuity(sql: Sql, scope: Scope, query: ReportSubsidyQuery): Promise<ContinuityRow[]> {
  const statuses = keysOf('continuity');
  const rows = await sql.query<{ status: Continuity; households: number; b: number; q: number; iv: number; stopped: number }>(
    `SELECT x.status, count(*)::int AS households, sum(f.b)::int AS b, sum(f.q)::int AS q, sum(f.iv)::int AS iv, sum(f.cv - f.u)::int AS
      stopped
     FROM ${query.facts} f JOIN division v ON v.code = f.village_code
     CROSS JOIN LATERAL (SELECT CASE ${statuses.map((key) => `WHEN f.${measureColumn(`continuity.${key}`)} = 1 THEN '${key}'`).join(' ')}
     END AS status) x
     WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] GROUP BY 1`,
    [query.division, scope.roots, query.season],
  );
  return statuses.map((status) => {
    const row = rows.find((one) => one.status === status);
    return { status, households: row?.households ?? 0, B: row?.b ?? 0, Q: row?.q ?? 0, IV: row?.iv ?? 0, stopped: row?.stopped ?? 0 };
  });
}
