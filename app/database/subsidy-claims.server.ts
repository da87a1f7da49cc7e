/** 重复与异常: what the ledger and the register show of claims that cannot all be right. */
import { HOUSEHOLDS_PER_ACCOUNT, type SharedKey } from '~/domain/subsidy/double-claims';
import type { Scope } from './scope.server';
import type { Sql } from './sql.server';

/** A household of a list; `note` is an amount in 分 or a quantity, by what the list is about. */
export type ClaimHousehold = { number: string; head: string; place: string; note: string | null };
export type SharedGroup = { key: SharedKey; shared: string; households: ClaimHousehold[] };

const MOST_GROUPS = 100;
const PLACE = `(SELECT string_agg(a.name, ' ' ORDER BY cardinality(a.path)) FROM division a WHERE a.code = ANY(v.path) AND cardinality(a.path) > 2)`;
const INSIDE = `v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`;

/** Where each key stands, and what of it may be shown: IDs and accounts masked, never whole. */
const KEYS: { key: SharedKey; value: string; shown: string }[] = [
  { key: 'id', value: 'h.id_number_fingerprint', shown: 'h.id_number_masked' },
  { key: 'account', value: 'h.bank_account_fingerprint', shown: 'h.bank_account_masked' },
  { key: 'electric_meter', value: 'c.electric_meter', shown: 'c.electric_meter' },
  { key: 'gas_meter', value: 'c.gas_meter', shown: 'c.gas_meter' },
  { key: 'serial', value: 'c.serial', shown: 'c.serial' },
  { key: 'invoice', value: 'c.invoice', shown: 'c.invoice' },
];

/**
 * R01, R02: several households with one ID, meter, serial or invoice, or more than three with one account, of which at least
 * two have a subsidy. Only households the person sees are shown and counted.
 */
export async function sharedClaims(sql: Sql, scope: Scope, division: string): Promise<{ groups: SharedGroup[]; counts: Record<SharedKey, number> }> {
  const groups: SharedGroup[] = [];
  const counts = {} as Record<SharedKey, number>;
  for (const { key, value, shown } of KEYS) {
    const most = key === 'account' ? HOUSEHOLDS_PER_ACCOUNT : 1;
    const rows = await sql.query<{ shared: string | null; all_groups: number; households: ClaimHousehold[] }>(
      `WITH one AS (
         SELECT ${value} AS value, min(${shown}) AS shown, h.number, h.head, ${PLACE} AS place,
           EXISTS (SELECT 1 FROM entitlement e WHERE e.household_number = h.number) AS subsidised
         FROM household h JOIN division v ON v.code = h.village_code LEFT JOIN conversion c ON c.household_number = h.number
         WHERE ${INSIDE} AND ${value} IS NOT NULL AND ${value} <> '' GROUP BY 1, h.number, h.head, v.path
       )
       SELECT min(shown) AS shared, count(*) OVER () AS all_groups,
         json_agg(json_build_object('number', number, 'head', head, 'place', place, 'note', NULL) ORDER BY number) AS households
       FROM one GROUP BY value HAVING count(*) > ${most} AND count(*) FILTER (WHERE subsidised) > 1 ORDER BY count(*) DESC, 1 LIMIT ${MOST_GROUPS}`,
      [division, scope.roots],
    );
    counts[key] = rows[0]?.all_groups ?? 0;
    groups.push(...rows.map(({ shared, households }) => ({ key, shared: shared ?? '', households })));
  }
  return { groups, counts };
}

export type ClaimList = { households: ClaimHousehold[]; count: number };
/** Households of one kind of fault in a season, the largest first. */
export const CLAIM_LISTS = ['overpaid', 'doubleConversion', 'coalSubsidy', 'paidUnused', 'zeroUse', 'backwards', 'differs', 'jump'] as const;
export type ClaimListKey = (typeof CLAIM_LISTS)[number];

const BEFORE = `LEFT JOIN meter_usage b ON b.household_number = m.household_number AND b.energy = m.energy AND b.season = $4`;
const LISTS: Record<ClaimListKey, { from: string; where: string; note: string }> = {
  // R07 超标准: more arrived than is due now.
  overpaid: { from: 'JOIN entitlement e ON e.household_number = h.number AND e.season = $3', where: 'e.paid > e.due', note: 'sum(e.paid - e.due)::bigint' },
  // R03 双重改造: equipment subsidies, and conversions to gas and to electricity.
  doubleConversion: {
    from: `JOIN conversion c ON c.household_number = h.number`,
    where: `(SELECT count(*) FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number WHERE e.household_number = h.number AND p.kind = 'equipment' AND e.due > 0) > 1`,
    note: `CASE WHEN bool_or(c.mode = 'gas') AND bool_or(c.mode LIKE 'electric%') THEN count(*) END`,
  },
  // R13 违规补煤: a coal subsidy in a village that is wholly converted.
  coalSubsidy: {
    from: `JOIN entitlement e ON e.household_number = h.number AND e.season = $3 JOIN subsidy_policy p ON p.number = e.policy_number AND p.kind = 'coal'
      JOIN payment t ON t.household_number = e.household_number AND t.policy_number = e.policy_number AND t.result = 'ok'`,
    where: 'v.completed_on <= t.paid_on', note: 'sum(t.amount)::bigint',
  },
  paidUnused: {
    from: `JOIN household_facts f ON f.household_number = h.number AND f.season = $3 JOIN entitlement e ON e.household_number = h.number AND e.season = $3 JOIN subsidy_policy p ON p.number = e.policy_number AND p.kind = 'operating'`,
    where: `e.paid > 0 AND EXISTS (SELECT 1 FROM meter_usage m WHERE m.household_number = h.number AND m.season = $3) AND NOT EXISTS (SELECT 1 FROM meter_usage m WHERE m.household_number = h.number AND m.season = $3 AND m.usage > 0)`,
    note: 'sum(e.paid)::bigint',
  },
  zeroUse: { from: 'JOIN household_facts f ON f.household_number = h.number AND f.season = $3', where: 'f.q > 0', note: 'NULL::bigint' },
  backwards: { from: `JOIN meter_usage m ON m.household_number = h.number AND m.season = $3 ${BEFORE}`, where: 'm.end_reading < m.start_reading OR m.start_reading < b.end_reading', note: 'min(m.end_reading - m.start_reading)' },
  differs: { from: 'JOIN meter_usage m ON m.household_number = h.number AND m.season = $3', where: 'm.end_reading >= m.start_reading AND m.end_reading - m.start_reading <> m.usage', note: 'max(m.usage - (m.end_reading - m.start_reading))' },
  jump: { from: `JOIN meter_usage m ON m.household_number = h.number AND m.season = $3 ${BEFORE}`, where: 'b.usage > 0 AND m.usage > b.usage * 5', note: 'max(m.usage)' },
};

/** The households of one list, at most a hundred, with how many there are in all. */
export async function claimList(sql: Sql, scope: Scope, division: string, season: string, before: string, key: ClaimListKey): Promise<ClaimList> {
  const { from, where, note } = LISTS[key];
  const rows = await sql.query<ClaimHousehold & { all_rows: number }>(
    `WITH found AS (SELECT h.number, h.head, ${PLACE} AS place, ${note} AS note FROM household h JOIN division v ON v.code = h.village_code ${from}
       WHERE ${INSIDE} AND ($3::text IS NOT NULL AND $4::text IS NOT NULL) AND (${where}) GROUP BY h.number, h.head, v.path)
     SELECT number, head, place, note::text AS note, count(*) OVER () AS all_rows FROM found
     ${key === 'doubleConversion' ? 'WHERE note IS NOT NULL' : ''} ORDER BY found.note DESC NULLS LAST, number LIMIT 100`,
    [division, scope.roots, season, before],
  );
  return { households: rows.map(({ all_rows: _all, ...row }) => row), count: rows[0]?.all_rows ?? 0 };
}
