/**
 * The queue of long work. pg-boss holds the order and lets several app processes share it; the work itself runs in a child
 * process, so that no import keeps a cadre's phone waiting. What a job is and how far, is told by the table `job` alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import PgBoss from 'pg-boss';
import type { Database } from '~/database/connection/open.server';
import { projectRoot } from '~/database/connection/project-root.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import {
  abandonedJobs,
  forgetFilesOf,
  forgottenJobs,
  giveUp,
  insertJob,
  JOB_KINDS,
  type JobKind,
  jobById,
  jobsFinishedBefore,
  MOST_ATTEMPTS,
  waitAgain,
} from '~/database/jobs/jobs.server';
import { deleteUnfinishedPhotos } from '~/server/workflows/survey/photo-files.server';
import { deleteJobFolder, KEEP_FILES_DAYS } from './job-files.server';

export interface JobQueue {
  /** Stops taking jobs. Those at work are told to stop and wait for the next start. */
  stop(): Promise<void>;
}

type Sent = { id: string };
/** Both are cheap: a look at two small tables. */
const SWEEP_SECONDS = 5;
const DELETE_FILES_EVERY_MS = 3_600_000;
const DAY = 86_400_000;

function boss(db: Pick<Database, 'pool'>, migrate: boolean): PgBoss {
  return new PgBoss({
    schema: 'pgboss',
    migrate,
    schedule: false,
    supervise: migrate,
    db: { executeSql: async (text: string, values: unknown[]) => ({ rows: (await db.pool.query(text, values)).rows }) },
  });
}

/** Enters a job and sends it to the queue in one transaction; answers its id. Files for it go into jobFolder(id) before. */
export async function enqueueJob(
  db: Database,
  job: { id?: string; kind: JobKind; asked: Record<string, unknown>; accountId: string | null },
): Promise<string> {
  const id = job.id ?? randomUUID();
  await inTransaction(db, async (sql) => {
    await insertJob(sql, { ...job, id });
    await send(db, sql, job.kind, id);
  });
  return id;
}

async function send(db: Database, sql: Sql, kind: JobKind, id: string): Promise<void> {
  const executeSql = async (text: string, values: unknown[]) => ({ rows: await sql.query<Record<string, unknown>>(text, values) });
  // Retrying is decided here, by the job's own record; the queue only hands it out once.
  await boss(db, false).send(kind, { id } satisfies Sent, { db: { executeSql }, retryLimit: 0, expireInHours: 12 });
}

export interface QueueOptions {
  /** Called with what happened, for the log; never with names or data. */
  note?: (event: {
    job: string;
    kind: JobKind;
    what: 'started' | 'ended' | 'died' | 'taken-up-again' | 'given-up';
    code?: number | string | null;
  }) => void;
  failed?: (error: unknown) => void;
  env?: NodeJS.ProcessEnv;
  /** The script that does a kind of work; a test puts its own here. */
  scriptOf?: (kind: JobKind) => string;
  pollSeconds?: number;
}

export async function startQueue(db: Database, options: QueueOptions = {}): Promise<JobQueue> {
  const scriptOf = options.scriptOf ?? ((kind: JobKind) => join(projectRoot(), 'scripts', 'jobs', `job-${kind}.ts`));
  const queue = boss(db, true);
  const children = new Set<ChildProcess>();
  let stopping = false;
  queue.on('error', (error) => options.failed?.(error));
  await queue.start();
  for (const kind of JOB_KINDS) {
    await queue.createQueue(kind);
    await queue.work<Sent>(kind, { batchSize: 1, pollingIntervalSeconds: options.pollSeconds ?? 1 }, async ([job]) => {
      if (job && !stopping) await run(kind, job.data.id);
    });
  }

  async function run(kind: JobKind, id: string): Promise<void> {
    const before = await withSql(db, (sql) => jobById(sql, id));
    if (!before || (before.state !== 'waiting' && before.state !== 'running')) return;
    options.note?.({ job: id, kind, what: 'started' });
    const code = await inChild(scriptOf(kind), id);
    options.note?.({ job: id, kind, what: code === 0 ? 'ended' : 'died', code });
    if (stopping) return;
    const after = await withSql(db, (sql) => jobById(sql, id));
    // The script ended without ever taking the job up: trying again would end the same way.
    if (after?.state === 'waiting' && code !== 0) await withSql(db, (sql) => giveUp(sql, id, after.attempts, { code: 'job.failed' }));
    await takeUpAbandoned();
  }

  /** Runs a job script to its end; answers its exit code or the signal that ended it. */
  function inChild(script: string, id: string): Promise<number | string | null> {
    return new Promise((resolve) => {
      if (!existsSync(script)) {
        resolve('no-script');
        return;
      }
      const child = spawn(process.execPath, ['--import', 'tsx', script, id], {
        cwd: projectRoot(),
        env: { ...process.env, ...options.env, DATABASE_URL: db.url },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      children.add(child);
      child.once('error', (error) => {
        options.failed?.(error);
        children.delete(child);
        resolve('not-started');
      });
      child.once('exit', (code, signal) => {
        children.delete(child);
        resolve(signal ?? code);
      });
    });
  }

  /** Jobs whose process died are taken up again, or given up with a sentence: none is left "running" for ever. */
  async function takeUpAbandoned(): Promise<void> {
    const abandoned = await withSql(db, abandonedJobs);
    for (const job of abandoned) {
      if (job.attempts >= MOST_ATTEMPTS) {
        await withSql(db, (sql) => giveUp(sql, job.id, job.attempts, { code: 'job.interrupted', details: { times: job.attempts } }));
        options.note?.({ job: job.id, kind: job.kind, what: 'given-up' });
        continue;
      }
      await inTransaction(db, async (sql) => {
        if (await waitAgain(sql, job.id, job.attempts)) await send(db, sql, job.kind, job.id);
      });
      options.note?.({ job: job.id, kind: job.kind, what: 'taken-up-again' });
    }
  }

  async function sweep(): Promise<void> {
    await takeUpAbandoned();
    for (const job of await withSql(db, forgottenJobs)) {
      await withSql(db, (sql) => send(db, sql, job.kind, job.id));
    }
  }

  async function deleteOldFiles(): Promise<void> {
    const old = await withSql(db, (sql) => jobsFinishedBefore(sql, new Date(Date.now() - KEEP_FILES_DAYS * DAY)));
    for (const id of old) await deleteJobFolder(id);
    if (old.length > 0) await withSql(db, (sql) => forgetFilesOf(sql, old));
    await deleteUnfinishedPhotos(dataDirectory(), new Date(Date.now() - DAY));
  }

  const guarded = (work: () => Promise<void>) => () => work().catch((error: unknown) => options.failed?.(error));
  await guarded(sweep)();
  await guarded(deleteOldFiles)();
  const timers = [setInterval(guarded(sweep), SWEEP_SECONDS * 1000), setInterval(guarded(deleteOldFiles), DELETE_FILES_EVERY_MS)];
  for (const timer of timers) timer.unref();

  return {
    async stop() {
      stopping = true;
      timers.forEach(clearInterval);
      for (const child of children) child.kill('SIGTERM');
      await queue.stop({ graceful: true, wait: true, timeout: 10_000, close: false });
    },
  };
}
