/** The backups that this instance made, and what became of them. */
import type { Sql } from '~/database/connection/sql.server';
import type { Problem } from '~/domain/problems';
import type { BackupRun, BackupWhy, RehearsalResult } from '~/domain/upkeep/backup-run';

const RUN = `SELECT id, why, begun_at AS "begunAt", file, bytes, rows, files, seconds, rehearsal, problem, deleted_at AS "deletedAt"
  FROM backup_run`;

/** A job that was killed begins anew under the same id. */
export async function beginRun(sql: Sql, run: { id: string; why: BackupWhy; begunAt: Date; file: string }): Promise<void> {
  await sql.query(
    `INSERT INTO backup_run (id, why, begun_at, file) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET begun_at = excluded.begun_at, file = excluded.file, bytes = NULL, rows = NULL, files = NULL,
       seconds = NULL, rehearsal = NULL, problem = NULL`,
    [run.id, run.why, run.begunAt.toISOString(), run.file],
  );
}

export async function noteMade(
  sql: Sql,
  id: string,
  made: { file: string; bytes: number; rows: number; files: number; seconds: number },
): Promise<void> {
  await sql.query('UPDATE backup_run SET file = $2, bytes = $3, rows = $4, files = $5, seconds = $6 WHERE id = $1', [
    id,
    made.file,
    made.bytes,
    made.rows,
    made.files,
    made.seconds,
  ]);
}

export async function noteRehearsal(sql: Sql, id: string, rehearsal: RehearsalResult): Promise<void> {
  await sql.query('UPDATE backup_run SET rehearsal = $2 WHERE id = $1', [id, JSON.stringify(rehearsal)]);
}

export async function noteProblem(sql: Sql, id: string, problem: Problem): Promise<void> {
  await sql.query('UPDATE backup_run SET problem = $2 WHERE id = $1', [id, JSON.stringify(problem)]);
}

export async function noteDeleted(sql: Sql, ids: readonly string[], now: Date): Promise<void> {
  await sql.query('UPDATE backup_run SET deleted_at = $2 WHERE id = ANY($1::uuid[])', [ids, now.toISOString()]);
}

/** The newest first. */
export async function latestRuns(sql: Sql, limit: number): Promise<BackupRun[]> {
  return sql.query<BackupRun>(`${RUN} ORDER BY begun_at DESC, id LIMIT $1`, [limit]);
}

/** Those whose file is whole and was not deleted. */
export async function runsWithFile(sql: Sql): Promise<BackupRun[]> {
  return sql.query<BackupRun>(`${RUN} WHERE bytes IS NOT NULL AND deleted_at IS NULL ORDER BY begun_at DESC, id`);
}

/** The last one that can be relied on: whole, and its restore was rehearsed. */
export async function lastGoodRun(sql: Sql): Promise<BackupRun | null> {
  const [run] = await sql.query<BackupRun>(`${RUN} WHERE rehearsal -> 'ok' = 'true'::jsonb ORDER BY begun_at DESC, id LIMIT 1`);
  return run ?? null;
}

/** When the latest nightly one was begun, another than this. */
export async function lastNightly(sql: Sql, except: string | null = null): Promise<string | null> {
  const [row] = await sql.query<{ at: string | null }>(
    `SELECT max(begun_at) AS at FROM backup_run WHERE why = 'nightly' AND id IS DISTINCT FROM $1::uuid`,
    [except],
  );
  return row?.at ?? null;
}

/** Whether a job of this kind waits or runs. */
export async function isUnderWay(sql: Sql, kind: string): Promise<boolean> {
  return (await sql.query(`SELECT 1 FROM job_record WHERE kind = $1 AND state IN ('waiting', 'running') LIMIT 1`, [kind])).length > 0;
}
