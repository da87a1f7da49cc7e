/**
 * Long work and its progress. A running job holds an advisory lock on a connection of its own. When its process dies the
 * database releases the lock, so anyone can tell without a heartbeat that nobody works on it.
 */
import type pg from 'pg';
import { type AccountKeeper, keeperParameters, keptAccount } from '~/database/access/account-list.server';
import { queueSchema } from '~/database/connection/address.server';
import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Problem } from '~/domain/problems';

export type JobState = 'waiting' | 'running' | 'done' | 'refused' | 'failed';

/** A file that a job left in its folder; `rows` when it is a list. */
type JobFile = { name: string; bytes: number; rows?: number };
/** The result. `counts` are the job's own figures; `problem` says why it was refused or failed. */
export type JobOutcome = {
  files?: JobFile[];
  /** The files were kept for a week and have been deleted. */
  filesDeleted?: boolean;
  /** The file it was given has been deleted: a day after it was refused, a week at the latest. */
  uploadDeleted?: boolean;
  counts?: Record<string, number>;
  problem?: Problem;
  details?: unknown;
};

export type Job = {
  id: string;
  /** A text here; job-kinds.server.ts lists the kinds. */
  kind: string;
  state: JobState;
  accountId: string | null;
  asked: Record<string, unknown>;
  stage: string | null;
  done: number;
  total: number;
  outcome: JobOutcome | null;
  attempts: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
};

export type RunningJob = { readonly job: Job; readonly db: Database; readonly lock: pg.PoolClient; lastWritten: number; left: boolean };

/** How often a job is started again after its process died. */
export const MOST_ATTEMPTS = 3;
const LOCK_CLASS = 7_149_463;

type Row = {
  id: string;
  kind: string;
  state: JobState;
  account_id: string | null;
  asked: Record<string, unknown>;
  stage: string | null;
  done: number;
  total: number;
  outcome: JobOutcome | null;
  attempts: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
};
const COLUMNS = 'id, kind, state, account_id, asked, stage, done, total, outcome, attempts, created_at, started_at, finished_at';

function jobOf(row: Row): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    accountId: row.account_id,
    asked: row.asked,
    stage: row.stage,
    done: row.done,
    total: row.total,
    outcome: row.outcome,
    attempts: row.attempts,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

export async function insertJob(
  sql: Sql,
  job: { id: string; kind: string; asked: Record<string, unknown>; accountId: string | null },
): Promise<void> {
  await sql.query(`INSERT INTO job_record (id, kind, state, account_id, asked) VALUES ($1, $2, 'waiting', $3, $4)`, [
    job.id,
    job.kind,
    job.accountId,
    JSON.stringify(job.asked),
  ]);
}

export async function jobById(sql: Sql, id: string): Promise<Job | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null;
  const [row] = await sql.query<Row>(`SELECT ${COLUMNS} FROM job_record WHERE id = $1`, [id]);
  return row ? jobOf(row) : null;
}

/** How many jobs of the account of a job run besides it. Those that nobody asked for are nobody's. */
export async function othersRunning(sql: Sql, { id, accountId }: Pick<Job, 'id' | 'accountId'>): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM job_record WHERE account_id = $1 AND state = 'running' AND id <> $2`,
    [accountId, id],
  );
  return row!.n;
}

/** The latest job of a kind that was asked for exactly this. */
export async function latestAsked(sql: Sql, kind: string, asked: Job['asked']): Promise<Job | null> {
  const [row] = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM job_record WHERE kind = $1 AND asked = $2::jsonb ORDER BY created_at DESC LIMIT 1`,
    [kind, JSON.stringify(asked)],
  );
  return row ? jobOf(row) : null;
}

/** The jobs of a kind that an account has asked for since then. */
export async function jobsAskedSince(sql: Sql, accountId: string, kind: string, since: Date): Promise<string[]> {
  const rows = await sql.query<{ id: string }>('SELECT id FROM job_record WHERE account_id = $1 AND kind = $2 AND created_at >= $3', [
    accountId,
    kind,
    since.toISOString(),
  ]);
  return rows.map(({ id }) => id);
}

export type JobLine = Job & { by: string | null };

const LINES = `SELECT ${COLUMNS.split(', ')
  .map((column) => `j.${column}`)
  .join(', ')}, a.name AS by FROM job_record j JOIN account a ON a.id = j.account_id`;
const NEWEST_FIRST = 'ORDER BY j.created_at DESC, j.id';

/** The latest jobs of an account. */
export async function latestJobs(sql: Sql, accountId: string, limit: number, kind: string | null = null): Promise<JobLine[]> {
  const rows = await sql.query<Row & { by: string }>(
    `${LINES} WHERE j.account_id = $1 AND ($2::text IS NULL OR j.kind = $2) ${NEWEST_FIRST} LIMIT $3`,
    [accountId, kind, limit],
  );
  return rows.map((row) => ({ ...jobOf(row), by: row.by }));
}

/** The latest jobs of the accounts that a person manages. */
export async function jobsOfKeptAccounts(sql: Sql, keeper: AccountKeeper, limit: number): Promise<JobLine[]> {
  const rows = await sql.query<Row & { by: string }>(`${LINES} WHERE ${keptAccount(1)} ${NEWEST_FIRST} LIMIT $4`, [
    ...keeperParameters(keeper),
    limit,
  ]);
  return rows.map((row) => ({ ...jobOf(row), by: row.by }));
}

/**
 * Starts a job. Null when it is finished, unknown, or another process works on it. The caller ends it with finishJob, refuseJob
 * or failJob, or gives it up with leaveJob.
 */
export async function startJob(db: Database, id: string): Promise<RunningJob | null> {
  const lock = await db.pool.connect();
  try {
    const { rows } = await lock.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, hashtext(current_schema() || $2::text)) AS got', [
      LOCK_CLASS,
      id,
    ]);
    if (!rows[0]?.got) return release(lock);
    const taken = await lock.query<Row>(
      `UPDATE job_record SET state = 'running', attempts = attempts + 1, started_at = now(), stage = NULL, done = 0, total = 0
       WHERE id = $1 AND state IN ('waiting', 'running') RETURNING ${COLUMNS}`,
      [id],
    );
    if (!taken.rows[0]) return release(lock);
    return { job: jobOf(taken.rows[0]), db, lock, lastWritten: Number.NEGATIVE_INFINITY, left: false };
  } catch (error) {
    lock.release(true);
    throw error;
  }
}

/** Closing the connection releases the lock. */
function release(lock: pg.PoolClient): null {
  lock.release(true);
  return null;
}

/** Ends every other connection of this process, which rolls their work back. This process keeps the job until leaveJob. */
export async function cutOffWork({ lock }: RunningJob): Promise<void> {
  await lock.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()`,
  );
}

/** Releases a job. One that was not ended counts as abandoned and is started again. */
export function leaveJob(running: RunningJob): void {
  if (!running.left) release(running.lock);
  running.left = true;
}

/** Records the progress. It writes at most twice a second, so it may be called for every row. */
export async function progressJob(running: RunningJob, progress: { stage: string; done: number; total: number }): Promise<void> {
  const now = performance.now();
  if (now - running.lastWritten < 500 && progress.done < progress.total) return;
  running.lastWritten = now;
  await running.db.pool.query('UPDATE job_record SET stage = $2, done = $3, total = $4 WHERE id = $1', [
    running.job.id,
    progress.stage,
    progress.done,
    progress.total,
  ]);
}

export function finishJob(running: RunningJob, outcome: JobOutcome): Promise<void> {
  return end(running, 'done', outcome);
}

/** Ends a job as refused because of its input; a sentence says what to do. */
export function refuseJob(running: RunningJob, problem: Problem, outcome: JobOutcome = {}): Promise<void> {
  return end(running, 'refused', { ...outcome, problem });
}

/** Ends a job as failed because of an error. */
export function failJob(running: RunningJob, problem: Problem = { code: 'job.failed' }): Promise<void> {
  return end(running, 'failed', { problem });
}

async function end(running: RunningJob, state: JobState, outcome: JobOutcome): Promise<void> {
  try {
    await running.lock.query(`UPDATE job_record SET state = $2, outcome = $3, finished_at = now() WHERE id = $1 AND state = 'running'`, [
      running.job.id,
      state,
      JSON.stringify(outcome),
    ]);
  } finally {
    leaveJob(running);
  }
}

/** Jobs marked as running whose lock no process holds. */
export async function abandonedJobs(sql: Sql): Promise<{ id: string; kind: string; attempts: number }[]> {
  return sql.query(
    `SELECT id, kind, attempts FROM job_record WHERE state = 'running' AND NOT EXISTS (
       SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database
       WHERE datname = current_database())
         AND l.classid = $1::int::oid AND l.objsubid = 2 AND l.objid = hashtext(current_schema() || job_record.id::text)::oid)
     ORDER BY created_at`,
    [LOCK_CLASS],
  );
}

/** Puts an abandoned job back into waiting; false when another process has started it meanwhile. */
export async function waitAgain(sql: Sql, id: string, attempts: number): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE job_record SET state = 'waiting', stage = NULL, done = 0, total = 0 WHERE id = $1 AND state = 'running' AND attempts = $2
      RETURNING id`,
    [id, attempts],
  );
  return rows.length > 0;
}

/** Ends an abandoned job for good, with a sentence. */
export async function giveUp(sql: Sql, id: string, attempts: number, problem: Problem): Promise<void> {
  await sql.query(
    `UPDATE job_record SET state = 'failed', finished_at = now(), outcome = $3 WHERE id = $1 AND state IN ('running', 'waiting')
      AND attempts = $2`,
    [id, attempts, JSON.stringify({ problem } satisfies JobOutcome)],
  );
}

/** Waiting jobs that no queue holds, because the app died between storing and sending one. */
export async function forgottenJobs(
  sql: Sql,
  { schema }: Pick<Database, 'schema'>,
): Promise<{ id: string; kind: string; attempts: number }[]> {
  return sql.query(
    `SELECT id, kind, attempts FROM job_record WHERE state = 'waiting' AND created_at < now() - interval '5 seconds' AND NOT EXISTS (
       SELECT 1 FROM ${queueSchema(schema)}.job b WHERE b.name = job_record.kind AND b.data ->> 'id' = job_record.id::text
         AND b.state IN ('created', 'retry'))
     ORDER BY created_at`,
  );
}

/** Finished jobs whose files are old enough to delete; those of a frozen report are kept. */
export async function jobsFinishedBefore(sql: Sql, instant: Date): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM job_record WHERE finished_at < $1 AND outcome -> 'files' IS NOT NULL AND asked ->> 'frozen' IS DISTINCT FROM 'true'`,
    [instant.toISOString()],
  );
  return rows.map((row) => row.id);
}

/**
 * Jobs whose uploaded file is old enough to delete: of a refused or failed one sooner, because nothing more can be done with it.
 * `folder` is the job in whose folder it lies, the check before the import.
 */
export async function uploadsToDelete(
  sql: Sql,
  kinds: readonly string[],
  before: { refused: Date; any: Date },
): Promise<{ id: string; kind: string; folder: string }[]> {
  return sql.query(
    `SELECT id, kind, coalesce(asked ->> 'source', id::text) AS folder FROM job_record
     WHERE kind = ANY($1::text[]) AND outcome -> 'uploadDeleted' IS NULL
       AND (finished_at < $3 OR finished_at < $2 AND (state IN ('refused', 'failed') OR outcome #>> '{details,outcome}' = 'refused'))`,
    [kinds, before.refused.toISOString(), before.any.toISOString()],
  );
}

export async function noteUploadsDeleted(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query(`UPDATE job_record SET outcome = coalesce(outcome, '{}') || '{"uploadDeleted": true}' WHERE id = ANY($1::uuid[])`, [ids]);
}

export async function forgetFilesOf(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query(`UPDATE job_record SET outcome = outcome - 'files' || '{"filesDeleted": true}'::jsonb WHERE id = ANY($1::uuid[])`, [ids]);
}
