/** What waits for the job of findings: marks that triggers leave in the transaction that changes the rules of many households. */
import type { Sql } from '~/database/connection/sql.server';

export type Stale = { part: 'households' | 'others'; season: string; division: string; marks: number };

/** The marks of open seasons. A closed season is left as it is, and its marks wait until it is opened again. */
export async function staleFindings(sql: Sql): Promise<Stale[]> {
  return sql.query<Stale>(
    `SELECT m.part, m.season, m.division_code AS division, m.marks FROM finding_stale m JOIN season s ON s.name = m.season
     WHERE s.closed_at IS NULL ORDER BY 1, 2, 3`,
  );
}

/** Forgets a mark that was worked off, unless it was set once more meanwhile. */
export async function forgetStale(sql: Sql, { part, season, division, marks }: Stale): Promise<void> {
  await sql.query('DELETE FROM finding_stale WHERE part = $1 AND season = $2 AND division_code = $3 AND marks = $4', [
    part,
    season,
    division,
    marks,
  ]);
}

/** One process at a time works on what concerns a whole season; the lock lasts as long as the transaction. */
export async function lockOthers(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('findings of others'))`);
}
