/** The rows that people decide by, beside what the history noted of them. */

import type { Sql } from '~/database/connection/sql.server';
import { shippedRows } from '~/database/divisions/shipped-divisions.server';
import { ROWS_DIGEST } from '~/database/facts/history.server';

type DecisiveTable = {
  key: readonly string[];
  /** Columns that decide nothing and change without a note. */
  apart?: readonly string[];
};

/** Every table with a row that a person answers for; triggers note each change of one (migration 20261129200000_history_rows). */
export const DECISIVE_TABLES = {
  division: { key: ['code'] },
  season: { key: ['name'] },
  season_dates: { key: ['season', 'division_code'] },
  account: { key: ['id'], apart: ['failed_sign_ins', 'locked_until', 'language'] },
  account_division: { key: ['account_id', 'division_code'] },
  second_factor: { key: ['account_id'], apart: ['last_step'] },
  recovery_code: { key: ['account_id', 'fingerprint'] },
  second_factor_role: { key: ['role'] },
  heat_source: { key: ['number'] },
  household: { key: ['number'] },
  head_change: { key: ['id'] },
  household_change: { key: ['id'] },
  conversion: { key: ['id'] },
  room: { key: ['household_number', 'season', 'room'] },
  visit: { key: ['id'] },
  visit_remark: { key: ['id'] },
  meter_usage: { key: ['household_number', 'season', 'energy'] },
  conversion_plan: { key: ['village_code', 'year', 'mode'] },
  no_coal_zone: { key: ['zone', 'village_code', 'document'] },
  subsidy_policy: { key: ['number'] },
  policy_confirmation: { key: ['policy_number', 'step'] },
  entitlement: { key: ['household_number', 'policy_number'] },
  payment_batch: { key: ['division_code', 'number'] },
  payment: { key: ['household_number', 'policy_number', 'level', 'batch_number'] },
  payment_objection: { key: ['id'] },
  fund: { key: ['division_code', 'season', 'level', 'document'] },
  complaint: { key: ['id'] },
  device: { key: ['id', 'account_id'], apart: ['last_seen_at', 'last_sequence', 'unsent', 'unsent_at'] },
  phone_record: { key: ['id'] },
  photo: { key: ['sha256'] },
  photo_use: { key: ['sha256', 'visit_id'] },
  problem_report: { key: ['id'] },
  finding: { key: ['id'] },
  finding_place: { key: ['finding_id', 'division_code', 'household_number'] },
  finding_step: { key: ['id'] },
  operation_plan: { key: ['number'] },
  operation_plan_village: { key: ['plan_number', 'village_code'] },
  operation_plan_step: { key: ['id'] },
  evaluation_text: { key: ['division_code', 'season', 'version'] },
  received_household: { key: ['id'] },
  target: { key: ['division_code', 'season', 'zone_type', 'indicator'] },
  spot_draw: { key: ['id'] },
  spot_check: { key: ['id'] },
  quality_run: { key: ['season', 'division_code'] },
  quality_reason: { key: ['id'] },
  signed_report: { key: ['id'] },
  signed_figure: { key: ['report_id', 'division_code'] },
  signed_evaluation: { key: ['report_id'] },
  signed_report_step: { key: ['id'] },
  township_closing: { key: ['id'] },
  accepted_signer: { key: ['fingerprint'] },
  made_package: { key: ['version'] },
  taken_package: { key: ['division_code'] },
} as const satisfies Record<string, DecisiveTable>;

export type NotedRelation = keyof typeof DECISIVE_TABLES | 'closed_facts';
export const NOTED_RELATIONS = [...Object.keys(DECISIVE_TABLES), 'closed_facts'] as NotedRelation[];

/** Keys of several columns are joined by a character that stands in none of them. */
const BETWEEN = "E'\\x1f'";

/** What a table holds now, in the form in which its triggers note it. The definitions in the database are not used: they may be changed. */
function standing(relation: NotedRelation): string {
  if (relation === 'closed_facts')
    return `SELECT f.season || ${BETWEEN} || f.village_code AS key,
        sha256(string_agg(sha256(convert_to(jsonb_strip_nulls(to_jsonb(f))::text, 'UTF8')), ''::bytea
          ORDER BY f.household_number COLLATE "C")) AS digest,
        jsonb_build_object('season', f.season, 'village_code', f.village_code) AS r
      FROM household_facts f JOIN season s ON s.name = f.season AND s.closed_at IS NOT NULL GROUP BY f.season, f.village_code`;
  const { key, apart = [] }: DecisiveTable = DECISIVE_TABLES[relation];
  const named = key.map((column) => `r ->> '${column}'`);
  return `SELECT ${named.length === 1 ? named[0] : `concat_ws(${BETWEEN}, ${named.join(', ')})`} AS key,
      sha256(convert_to(r::text, 'UTF8')) AS digest, r
    FROM (SELECT jsonb_strip_nulls(to_jsonb(t) - '{${apart.join(',')}}'::text[]) AS r FROM ${relation} t) x`;
}

type Json = Record<string, unknown>;
export type RowDifference = {
  relation: NotedRelation;
  key: string;
  noted: boolean;
  stands: boolean;
  columns: Json | null;
  row: Json | null;
};

/** More differences than a person reads: the rest is found once these are cleared up. */
const MOST = 1_000;

/**
 * What must stand: the last note of each row. A division without one is as it was shipped, and proven by the program's own file; in a
 * register of an older version every division has a note.
 */
function noted(relation: NotedRelation): string {
  const last = `SELECT DISTINCT ON (key) key, digest, columns FROM history_row WHERE relation = '${relation}' ORDER BY key, position DESC`;
  if (relation !== 'division') return last;
  return `SELECT * FROM (${last}) l UNION ALL
    SELECT r ->> 'code', sha256(convert_to(r::text, 'UTF8')), r
    FROM (SELECT jsonb_strip_nulls(to_jsonb(d)) AS r FROM jsonb_populate_recordset(NULL::division, $1::jsonb) d) x
    WHERE NOT EXISTS (SELECT FROM history_row w WHERE w.relation = 'division' AND w.key = r ->> 'code')`;
}

/** Rows that stand otherwise than last noted, that are gone, or that nothing noted. Sorting is the database's, so memory stays flat. */
export async function rowDifferences(sql: Sql, relation: NotedRelation): Promise<RowDifference[]> {
  return sql.query<RowDifference>(
    `SELECT '${relation}' AS relation, replace(key, ${BETWEEN}, '/') AS key, n.digest IS NOT NULL AS noted, s.digest IS NOT NULL AS stands,
       n.columns, s.r AS row
     FROM (${noted(relation)}) n
     FULL JOIN (${standing(relation)}) s USING (key)
     WHERE n.digest IS DISTINCT FROM s.digest ORDER BY key LIMIT ${MOST}`,
    relation === 'division' ? [shippedRows()] : [],
  );
}

export async function countNotedRows(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM history_row');
  return row!.n;
}

/** How a payload ends that seals notes: its names are in their order (canonical-json.ts), and after `rows` comes only `seq`. */
const SEALING =
  '"rows":\\{"count":(\\d{1,18}),"from":(\\d{1,18}),"sha256":"([^"\\\\]*)","stamp":"([^"\\\\]*)","to":(\\d{1,18})\\},"seq":\\d+\\}$';
/** Longer than any such end. */
const LONGEST_END = 500;

/** Of every entry that seals notes: the entry and what it says. One that is no JSON is a fault of its own. */
const SEALS = `SELECT h.chain, h.seq, r[4] AS stamp, r[2]::bigint AS since, r[5]::bigint AS until, r[1]::bigint AS count, r[3] AS sha256
  FROM history h CROSS JOIN LATERAL (SELECT regexp_match(right(h.payload, ${LONGEST_END}), '${SEALING}') AS r) x
  WHERE strpos(h.payload, '"rows":{"count":') > 0 AND r IS NOT NULL`;

/** Entries whose notes are not those that they sealed. */
export async function sealsOfOthers(sql: Sql): Promise<{ chain: string; seq: number }[]> {
  return sql.query(
    `WITH s AS MATERIALIZED (${SEALS})
     SELECT s.chain, s.seq FROM s CROSS JOIN LATERAL (SELECT count(*) AS n, ${ROWS_DIGEST} AS sha256 FROM history_row w
       WHERE w.stamp = s.stamp AND w.position BETWEEN s.since AND s.until) w
     WHERE w.n <> s.count OR w.sha256 IS DISTINCT FROM s.sha256 ORDER BY 1, 2 LIMIT ${MOST}`,
  );
}

/** Notes that no entry sealed: the row was changed outside the product, past its triggers. */
export async function unsealedNotes(sql: Sql): Promise<{ relation: string; key: string }[]> {
  return sql.query(
    `WITH s AS MATERIALIZED (${SEALS})
     SELECT DISTINCT w.relation, replace(w.key, ${BETWEEN}, '/') AS key FROM history_row w LEFT JOIN s
       ON s.stamp = w.stamp AND w.position BETWEEN s.since AND s.until
     WHERE s.stamp IS NULL ORDER BY 1, 2 LIMIT ${MOST}`,
  );
}
