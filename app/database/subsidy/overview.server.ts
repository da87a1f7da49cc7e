/** A division's subsidies of a season: sums by kind and level, money received, overpayments, continuity beside reburning. */

import type { Sql } from '~/database/connection/sql.server';
import { measureColumn } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import { type Continuity, type FundingLevel, keysOf, type PolicyKind } from '~/domain/contract/enumerations';
import { LEVELS } from '~/domain/subsidy/funding-levels';
import { dueOfLevel, eachLevel, levelPlace } from './levels.server';

export type KindAndLevel = {
  kind: PolicyKind;
  level: FundingLevel;
  due: number;
  paid: number;
  owed: number;
  overpaid: number;
  /** 应补户: with something due, or paid. */
  households: number;
  /** 已补户: to whom something arrived; 附件7 counts these. */
  paidHouseholds: number;
};

/**
 * Due, paid, owed and overpaid of every kind and level: due = paid + owed − overpaid in each row. What a level owes for an
 * entitlement, and what it paid beyond its share, are computed for each entitlement before they are added up.
 */
export async function sumsByKindAndLevel(sql: Sql, scope: Scope, division: string, season: string): Promise<KindAndLevel[]> {
  const rows = await sql.query<KindAndLevel>(
    `WITH one AS (
       SELECT e.household_number, e.policy_number, p.kind, l.level, l.due
       FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
       JOIN subsidy_policy p ON p.number = e.policy_number
       CROSS JOIN LATERAL ${eachLevel(dueOfLevel)} AS l(level, due)
       WHERE e.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     ), sent AS (
       SELECT t.household_number, t.policy_number, t.level, sum(t.amount) AS paid
       FROM payment t WHERE t.season = $3 AND t.result = 'ok' GROUP BY 1, 2, 3
     )
     SELECT one.kind, one.level, sum(one.due)::bigint AS due, coalesce(sum(sent.paid), 0)::bigint AS paid,
       sum(greatest(one.due - coalesce(sent.paid, 0), 0))::bigint AS owed, sum(greatest(coalesce(sent.paid, 0) - one.due, 0))::bigint AS
       overpaid,
       count(DISTINCT one.household_number) AS households,
       count(DISTINCT one.household_number) FILTER (WHERE sent.paid > 0) AS "paidHouseholds"
     FROM one LEFT JOIN sent USING (household_number, policy_number, level)
     WHERE one.due > 0 OR sent.paid > 0
     GROUP BY one.kind, one.level`,
    [division, scope.roots, season],
  );
  const place = (row: KindAndLevel): number => keysOf('policyKind').indexOf(row.kind) * 10 + LEVELS.indexOf(row.level);
  return rows.sort((a, b) => place(a) - place(b));
}

/** 多付: what households received beyond what is due now, computed for each entitlement. */
export async function overpaidOf(sql: Sql, scope: Scope, division: string, season: string): Promise<number> {
  const [row] = await sql.query<{ overpaid: number }>(
    `SELECT coalesce(sum(e.paid - e.due), 0)::bigint AS overpaid
     FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
     WHERE e.season = $3 AND e.paid > e.due AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`,
    [division, scope.roots, season],
  );
  return row!.overpaid;
}

/** The households whose arrears, of any kind of subsidy, the sum of the facts adds up. */
export async function householdsInArrears(sql: Sql, scope: Scope, division: string, season: string): Promise<number> {
  const [row] = await sql.query<{ households: number }>(
    `SELECT count(*) AS households FROM household_facts f JOIN division v ON v.code = f.village_code
     WHERE f.season = $3 AND f.arrears > 0 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`,
    [division, scope.roots, season],
  );
  return row!.households;
}

export type FundOfLevel = { level: FundingLevel; allotted: number; received: number; paid: number };

/** 资金: for each level, what the divisions here were allotted and received, beside what was paid to the households here. */
export async function fundsByLevel(sql: Sql, scope: Scope, division: string, season: string): Promise<FundOfLevel[]> {
  const rows = await sql.query<FundOfLevel>(
    `WITH sent AS (
       SELECT t.level, sum(t.amount) AS paid FROM payment t JOIN household h ON h.number = t.household_number JOIN division v
       ON v.code = h.village_code
       WHERE t.season = $3 AND t.result = 'ok' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] GROUP BY t.level
     ), got AS (
       SELECT f.level, sum(f.allotted) AS allotted, sum(f.received) AS received FROM fund f JOIN division v ON v.code = f.division_code
       WHERE f.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] GROUP BY f.level
     )
     SELECT level, coalesce(allotted, 0)::bigint AS allotted, coalesce(received, 0)::bigint AS received, coalesce(paid, 0)::bigint AS paid
     FROM got FULL JOIN sent USING (level)`,
    [division, scope.roots, season],
  );
  return rows.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

export type Fund = {
  division: string;
  divisionName: string;
  level: FundingLevel;
  document: string;
  allotted: number;
  received: number;
  receivedOn: string | null;
};

export async function listFunds(sql: Sql, scope: Scope, division: string, season: string): Promise<Fund[]> {
  return sql.query<Fund>(
    `SELECT f.division_code AS division, v.name AS "divisionName", f.level, f.document, f.allotted, f.received, f.received_on AS
      "receivedOn"
     FROM fund f JOIN division v ON v.code = f.division_code
     WHERE f.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     ORDER BY v.code, ${levelPlace('f.level')}, f.document`,
    [division, scope.roots, season],
  );
}

export type ContinuityAndReburning = {
  continuity: Continuity;
  households: number;
  reburning: number;
  surveyed: number;
  suspected: number;
  notUsed: number;
};

/** 补贴延续 × 复烧: of the households in each state how many burn loose coal again, are suspected to, or leave the equipment off. */
export async function continuityAndReburning(sql: Sql, scope: Scope, division: string, season: string): Promise<ContinuityAndReburning[]> {
  const states = keysOf('continuity');
  const rows = await sql.query<Record<'state' | 'households' | 'reburning' | 'surveyed' | 'suspected' | 'not_used', number>>(
    `SELECT s.state, count(*) AS households, sum(f.b)::bigint AS reburning, sum(f.iv)::bigint AS surveyed, sum(f.q)::bigint AS suspected,
      sum(f.cv - f.u)::bigint AS not_used
     FROM household_facts f JOIN division v ON v.code = f.village_code
     CROSS JOIN LATERAL (SELECT CASE
     ${states.map((state, at) => `WHEN f.${measureColumn(`continuity.${state}`)} > 0 THEN ${at}`).join(' ')} END AS state) s
     WHERE f.season = $3 AND s.state IS NOT NULL AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     GROUP BY s.state`,
    [division, scope.roots, season],
  );
  return states.map((continuity, at) => {
    const row = rows.find(({ state }) => state === at);
    return {
      continuity,
      households: row?.households ?? 0,
      reburning: row?.reburning ?? 0,
      surveyed: row?.surveyed ?? 0,
      suspected: row?.suspected ?? 0,
      notUsed: row?.not_used ?? 0,
    };
  });
}

export type EntitledNow = { policies: number; households: number; due: number };

/** How many policies apply to a division in a season, how many households they entitle, and to how much. */
export async function entitledNow(sql: Sql, scope: Scope, division: string, season: string): Promise<EntitledNow> {
  const [row] = await sql.query<EntitledNow>(
    `SELECT count(DISTINCT e.household_number) AS households, coalesce(sum(e.due), 0)::bigint AS due,
       (SELECT count(*) FROM subsidy_policy p JOIN division d ON d.code = p.division_code
        WHERE p.season = $3 AND p.to_confirm = '{}' AND (d.path @> ARRAY[$1]::text[]
        OR p.division_code = ANY(SELECT unnest(path) FROM division
        WHERE code = $1))) AS policies
     FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
     WHERE e.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`,
    [division, scope.roots, season],
  );
  return row!;
}

/** Whether a policy or an entitlement has changed since an instant. The answer reveals nothing else, so it needs no scope. */
export async function ledgerChangedSince(sql: Sql, instant: string): Promise<boolean> {
  return (
    (await sql.query(`SELECT 1 FROM history WHERE entity IN ('policy', 'entitlement') AND at > $1::timestamptz LIMIT 1`, [instant]))
      .length > 0
  );
}
