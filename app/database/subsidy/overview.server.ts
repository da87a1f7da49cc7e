/** A division's subsidies of a season: sums by kind and level, money received, overpayments, continuity beside reburning. */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { type Continuity, type FundingLevel, keysOf, type PolicyKind } from '~/domain/contract/enumerations';
import { LEVELS } from '~/domain/subsidy/funding-levels';
import { inFilter, LEDGER_SUMS, SUMS_HERE } from './ledger-sums.server';
import { levelPlace } from './levels.server';

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
 * entitlement, and what it paid beyond its share, are found for each entitlement before they are added up.
 */
export async function sumsByKindAndLevel(sql: Sql, scope: Scope, division: string, season: string): Promise<KindAndLevel[]> {
  const rows = await sql.query<KindAndLevel>(
    `WITH money AS (
       SELECT p.kind, t.level, ${LEDGER_SUMS}
       FROM (SELECT t.* ${SUMS_HERE} AND t.level <> '') t JOIN subsidy_policy p ON p.number = t.policy_number GROUP BY p.kind, t.level
     ), counted AS (
       SELECT n.kind, n.level, sum(n."any")::bigint AS households, sum(n.paid)::bigint AS "paidHouseholds"
       FROM division v JOIN subsidy_households n ON n.village_code = v.code
       WHERE n.season = $3 AND n.kind <> '' AND n.level <> '' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
       GROUP BY n.kind, n.level
     )
     SELECT kind, level, due, paid, owed, overpaid, households, "paidHouseholds" FROM money JOIN counted USING (kind, level)`,
    [division, scope.roots, season],
  );
  const place = (row: KindAndLevel): number => keysOf('policyKind').indexOf(row.kind) * 10 + LEVELS.indexOf(row.level);
  return rows.sort((a, b) => place(a) - place(b));
}

/** 多付: what households received beyond what is due now, computed for each entitlement. */
export async function overpaidOf(sql: Sql, scope: Scope, division: string, season: string): Promise<number> {
  const [row] = await sql.query<{ overpaid: number }>(
    `SELECT coalesce(sum(t.paid - t.due), 0)::bigint AS overpaid ${SUMS_HERE} AND t.level = '' AND ${inFilter('overpaid')}`,
    [division, scope.roots, season],
  );
  return row!.overpaid;
}

/** The households whose arrears, of any kind of subsidy, the sum of the facts adds up. */
export async function householdsInArrears(sql: Sql, scope: Scope, division: string, season: string): Promise<number> {
  const [row] = await sql.query<{ households: number }>(
    `SELECT coalesce(sum(c.in_arrears), 0)::bigint AS households FROM division v JOIN continuity_sum c ON c.village_code = v.code
     WHERE c.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`,
    [division, scope.roots, season],
  );
  return row!.households;
}

export type FundOfLevel = { level: FundingLevel; allotted: number; received: number; paid: number };

/** 资金: for each level, what the divisions here were allotted and received, beside what was paid to the households here. */
export async function fundsByLevel(sql: Sql, scope: Scope, division: string, season: string): Promise<FundOfLevel[]> {
  const rows = await sql.query<FundOfLevel>(
    `WITH sent AS (
       SELECT t.level, sum(t.paid) AS paid ${SUMS_HERE} AND t.level <> '' AND ${inFilter('paid')} GROUP BY t.level
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
  const rows = await sql.query<ContinuityAndReburning>(
    `SELECT c.continuity, sum(c.households)::bigint AS households, sum(c.reburning)::bigint AS reburning,
       sum(c.surveyed)::bigint AS surveyed, sum(c.suspected)::bigint AS suspected, sum(c.not_used)::bigint AS "notUsed"
     FROM division v JOIN continuity_sum c ON c.village_code = v.code
     WHERE c.season = $3 AND c.continuity <> '' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
     GROUP BY c.continuity`,
    [division, scope.roots, season],
  );
  const none = { households: 0, reburning: 0, surveyed: 0, suspected: 0, notUsed: 0 };
  return keysOf('continuity').map((continuity) => rows.find((row) => row.continuity === continuity) ?? { continuity, ...none });
}

export type EntitledNow = { policies: number; households: number; due: number };

/** How many policies apply to a division in a season, how many households they entitle, and to how much. */
export async function entitledNow(sql: Sql, scope: Scope, division: string, season: string): Promise<EntitledNow> {
  const [row] = await sql.query<EntitledNow>(
    `SELECT (SELECT coalesce(sum(n.entitled), 0)::bigint FROM division v JOIN subsidy_households n ON n.village_code = v.code
        WHERE n.season = $3 AND n.kind = '' AND n.level = '' AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]) AS households,
       (SELECT coalesce(sum(t.due), 0)::bigint ${SUMS_HERE} AND t.level = '') AS due,
       (SELECT count(*) FROM subsidy_policy p JOIN division d ON d.code = p.division_code
        WHERE p.season = $3 AND p.to_confirm = '{}' AND (d.path @> ARRAY[$1]::text[]
        OR p.division_code = ANY(SELECT unnest(path) FROM division
        WHERE code = $1))) AS policies`,
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
