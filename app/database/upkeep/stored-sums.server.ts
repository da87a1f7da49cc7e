/**
 * The sums that the database keeps itself: each table beside the view that says what it holds. The sums of a village are compared
 * and put right with its households locked, those of the batches all at once.
 */

import type { Sql } from '~/database/connection/sql.server';
import { batchesOf } from '~/database/facts/facts.server';

const OF_VILLAGE = [
  'subsidy_sum',
  'subsidy_households',
  'subsidy_open',
  'unpaid_sum',
  'resend_sum',
  'continuity_sum',
  'review_key',
  'waiting_sum',
  'conversion_step',
  'heat_source_sum',
  'visit_day',
] as const;
const OF_FINDINGS = ['finding_sum', 'finding_due_sum'] as const;
type SumTable = (typeof OF_VILLAGE)[number] | 'batch_sum' | (typeof OF_FINDINGS)[number];
/** A row that is stored and should not be, or should be and is not. */
export type SumDifference = { table: SumTable; stored: string | null; rebuilt: string | null };

/** A row of zeros is what is left when the last household moved away, or the last visit of a day was returned. */
const NOT_ZERO: Partial<Record<SumTable, string>> = {
  continuity_sum: '(households, in_arrears) <> (0, 0)',
  visit_day: 'visits <> 0',
  waiting_sum: '(submitted, returned, returned_households) <> (0, 0, 0)',
  finding_sum: 'n <> 0',
};

type Row = { table: SumTable; stored: boolean; row: string };

/** How many villages are asked for at once: to plan so many tables and views takes longer than to read them for a few villages. */
const AT_ONCE = 200;

/**
 * The villages whose sums are others than their views. One statement sees one state of the register, in which both agree, so nothing has
 * to be locked.
 */
export async function villagesWithOtherSums(sql: Sql, villages: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of batchesOf(villages, AT_ONCE)) {
    const rows = await differences(sql, OF_VILLAGE, 'WHERE village_code = ANY($1::text[])', [some]);
    for (const { stored, rebuilt } of rows) found.add((JSON.parse((stored ?? rebuilt)!) as { village_code: string }).village_code);
  }
  return found;
}

export async function sumDifferencesOfVillage(sql: Sql, village: string): Promise<SumDifference[]> {
  return differences(sql, OF_VILLAGE, 'WHERE village_code = $1', [village]);
}

export async function batchSumDifferences(sql: Sql): Promise<SumDifference[]> {
  return differences(sql, ['batch_sum'], '', []);
}

export async function findingSumDifferences(sql: Sql): Promise<SumDifference[]> {
  return differences(sql, OF_FINDINGS, 'WHERE true', []);
}

export async function rebuildFindingSums(sql: Sql): Promise<void> {
  await sql.query('LOCK TABLE finding IN SHARE MODE');
  for (const table of OF_FINDINGS) {
    await sql.query(`DELETE FROM ${table}`);
    await sql.query(`INSERT INTO ${table} SELECT * FROM ${table}_now`);
  }
}

async function differences(sql: Sql, tables: readonly SumTable[], where: string, values: unknown[]): Promise<SumDifference[]> {
  const rows = await sql.query<Row>(
    tables
      .flatMap((table) => {
        const zero = NOT_ZERO[table] ? `${where} AND ${NOT_ZERO[table]}` : where;
        const [stored, now] = [`SELECT * FROM ${table} ${zero}`, `SELECT * FROM ${table}_now ${where}`];
        return [
          `SELECT '${table}' AS table, true AS stored, to_json(x)::text AS row FROM (${stored} EXCEPT ${now}) x`,
          `SELECT '${table}' AS table, false AS stored, to_json(x)::text AS row FROM (${now} EXCEPT ${stored}) x`,
        ];
      })
      .join(' UNION ALL '),
    values,
  );
  return rows.map(({ table, stored, row }) => ({ table, stored: stored ? row : null, rebuilt: stored ? null : row }));
}

export async function rebuildSumsOfVillage(sql: Sql, village: string): Promise<void> {
  await sql.query('SELECT refresh_subsidy_sums(ARRAY[$1])', [village]);
  await sql.query('DELETE FROM review_key WHERE village_code = $1', [village]);
  await sql.query('SELECT refresh_review_keys(ARRAY(SELECT number FROM household WHERE village_code = $1))', [village]);
  await sql.query('DELETE FROM waiting_sum WHERE village_code = $1', [village]);
  await sql.query('INSERT INTO waiting_sum SELECT * FROM waiting_sum_now WHERE village_code = $1', [village]);
  await sql.query('DELETE FROM continuity_sum WHERE village_code = $1', [village]);
  await sql.query('INSERT INTO continuity_sum SELECT * FROM continuity_sum_now WHERE village_code = $1', [village]);
  await sql.query('SELECT refresh_conversion_steps(ARRAY[$1])', [village]);
  await sql.query('SELECT refresh_heat_source_sums(ARRAY[$1])', [village]);
  await sql.query('SELECT refresh_visit_days(ARRAY[$1])', [village]);
}

export async function rebuildBatchSums(sql: Sql): Promise<void> {
  await sql.query('LOCK TABLE payment IN SHARE MODE');
  await sql.query('DELETE FROM batch_sum');
  await sql.query('INSERT INTO batch_sum SELECT * FROM batch_sum_now');
}
