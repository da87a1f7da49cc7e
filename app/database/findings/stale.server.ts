/** What waits for the job of findings: marks that triggers leave in the transaction that changes the rules of many households. */
import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';

export type Stale = { id: number; part: 'households' | 'others'; season: string; division: string };

/** The marks of open seasons. A closed season is left as it is, and its marks wait until it is opened again. */
export async function staleFindings(sql: Sql): Promise<Stale[]> {
  return sql.query<Stale>(
    `SELECT m.id, m.part, m.season, m.division_code AS division FROM finding_stale m JOIN season s ON s.name = m.season
     WHERE s.closed_at IS NULL ORDER BY m.season, m.division_code, m.id`,
  );
}

/** The seasons in which the findings of this village's households wait for the job. */
export async function seasonsWithLateFindings(sql: Sql, village: string): Promise<Set<string>> {
  const rows = await sql.query<{ season: string }>(
    `SELECT DISTINCT m.season FROM finding_stale m JOIN division v ON v.path @> ARRAY[m.division_code]::text[]
     WHERE m.part = 'households' AND v.code = $1`,
    [village],
  );
  return new Set(rows.map(({ season }) => season));
}

/** Forgets marks that were worked off. Those that were set meanwhile stay. */
export async function forgetStale(sql: Sql, marks: readonly Stale[]): Promise<void> {
  await sql.query('DELETE FROM finding_stale WHERE id = ANY($1::bigint[])', [marks.map(({ id }) => id)]);
}

/** After an import or a computation: values may be shared, visitors and plans be others than before. */
export async function markOthersStale(sql: Sql): Promise<void> {
  await sql.query(`SELECT mark_findings('others', NULL, ARRAY[''])`);
}

/** One process at a time works on what concerns a whole season; the lock lasts as long as the transaction. */
export async function lockOthers(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'findings of others'`)})`);
}

/** Whether a job of this kind waits already. */
export async function isAsked(sql: Sql, kind: string): Promise<boolean> {
  return (await sql.query(`SELECT 1 FROM job_record WHERE kind = $1 AND state = 'waiting' LIMIT 1`, [kind])).length > 0;
}
