/**
 * The queue of long work. pg-boss holds the order and lets several app processes share it. The work itself runs in a child
 * process, so that no import keeps a cadre's phone waiting. Only the table `job_record` says what a job is and how far it is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Database } from '~/database/connection/open.server';
import { projectRoot } from '~/database/connection/project-root.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { dataDirectory } from '~/database/connection/where.server';
import {
  abandonedJobs,
  forgetFilesOf,
  forgottenJobs,
  giveUp,
  jobById,
  jobsFinishedBefore,
  MOST_ATTEMPTS,
  othersRunning,
  waitAgain,
} from '~/database/jobs/jobs.server';
import { JOBS_EACH } from '~/domain/access/work-at-once';
import { deleteOldExports } from '~/server/exports/delete-old-exports.server';
import { deleteUnfinishedPhotos, sealOlderPhotos } from '~/server/workflows/survey/photo-files.server';
import { deleteOldUploads } from './delete-old-uploads.server';
import { boss, type Sent, sendToQueue } from './enqueue.server';
import { deleteJobFolder, KEEP_FILES_DAYS } from './job-files.server';
import { JOB_KINDS, jobKind } from './job-kinds.server';
import { letPagesGoFirst } from './let-pages-go-first';

export interface JobQueue {
  /** Stops taking jobs. Running ones are told to stop and wait for the next start. */
  stop(): Promise<void>;
}

/** A sweep is cheap, because it reads two small tables. */
const SWEEP_SECONDS = 5;
const DELETE_FILES_EVERY_MS = 3_600_000;
const DAY = 86_400_000;

export interface QueueOptions {
  /** Called with each event, for the log, never with names or data. */
  note?: (event: {
    job: string;
    kind: string;
    what: 'started' | 'ended' | 'died' | 'taken-up-again' | 'given-up';
    code?: number | string | null;
  }) => void;
  failed?: (error: unknown) => void;
  env?: NodeJS.ProcessEnv;
  /** The command that Node runs for each job, followed by the job's id: the built run-job, or a test's own program. */
  program: readonly string[];
  pollSeconds?: number;
}

const DEADLOCK = '40P01';
const TRIES = 5;

/** Processes that start at once on a new database make the same queue and may wait for each other; who is told so tries again. */
async function createQueue(queue: ReturnType<typeof boss>, key: string): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await queue.createQueue(key);
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK || tried === TRIES) throw error;
    }
  }
}

export async function startQueue(db: Database, options: QueueOptions): Promise<JobQueue> {
  const lost: { report?: (error: unknown) => void } = {};
  const queue = boss(db, true, lost);
  const children = new Set<ChildProcess>();
  let stopping = false;
  queue.on('error', (error) => options.failed?.(error));
  await queue.start();
  for (const { key } of JOB_KINDS) await createQueue(queue, key);
  lost.report = (error) => options.failed?.(error);
  for (const { key } of JOB_KINDS) {
    await queue.work<Sent>(key, { batchSize: 1, pollingIntervalSeconds: options.pollSeconds ?? 1 }, async ([job]) => {
      if (job && !stopping) await run(key, job.data.id);
    });
  }

  async function run(kind: string, id: string): Promise<void> {
    const before = await withSql(db, (sql) => jobById(sql, id));
    if (!before || (before.state !== 'waiting' && before.state !== 'running')) return;
    // It goes on waiting, and the next sweep sends it again.
    if ((await withSql(db, (sql) => othersRunning(sql, before))) >= JOBS_EACH) return;
    options.note?.({ job: id, kind, what: 'started' });
    const code = await inChild(id);
    options.note?.({ job: id, kind, what: code === 0 ? 'ended' : 'died', code });
    if (stopping) return;
    const after = await withSql(db, (sql) => jobById(sql, id));
    // The program ended without ever starting the job, so a retry would end the same way. (A job that was started and released
    // may be waiting again by now.)
    if (after?.state === 'waiting' && after.attempts === before.attempts && code !== 0)
      await withSql(db, (sql) => giveUp(sql, id, after.attempts, { code: 'job.failed' }));
    await takeUpAbandoned();
  }

  /** Runs a job in a process of its own to its end. Returns the exit code or the signal that ended it. */
  function inChild(id: string): Promise<number | string | null> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [...options.program, id], {
        cwd: projectRoot(),
        env: { ...process.env, ...options.env, DATABASE_URL: db.url },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      children.add(child);
      if (child.pid !== undefined) letPagesGoFirst(child.pid);
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

  /** Jobs whose process died are started again, or given up with a sentence, so that none stays "running" for ever. */
  async function takeUpAbandoned(): Promise<void> {
    const abandoned = await withSql(db, abandonedJobs);
    for (const job of abandoned) {
      if (await givenUpUnknown(job)) continue;
      if (job.attempts >= MOST_ATTEMPTS) {
        await withSql(db, (sql) => giveUp(sql, job.id, job.attempts, { code: 'job.interrupted', details: { times: job.attempts } }));
        options.note?.({ job: job.id, kind: job.kind, what: 'given-up' });
        continue;
      }
      await inTransaction(db, async (sql) => {
        if (await waitAgain(sql, job.id, job.attempts)) await sendToQueue(db, sql, job.kind, job.id);
      });
      options.note?.({ job: job.id, kind: job.kind, what: 'taken-up-again' });
    }
  }

  /** The kind existed in an earlier version. No code does such jobs any more, and there is no queue for them. */
  async function givenUpUnknown({ id, kind, attempts }: { id: string; kind: string; attempts: number }): Promise<boolean> {
    if (jobKind(kind)) return false;
    await withSql(db, (sql) => giveUp(sql, id, attempts, { code: 'job.failed' }));
    options.note?.({ job: id, kind, what: 'given-up' });
    return true;
  }

  async function sweep(): Promise<void> {
    await takeUpAbandoned();
    for (const job of await withSql(db, (sql) => forgottenJobs(sql, db))) {
      if (await givenUpUnknown(job)) continue;
      await withSql(db, (sql) => sendToQueue(db, sql, job.kind, job.id));
    }
  }

  async function deleteOldFiles(): Promise<void> {
    const old = await withSql(db, (sql) => jobsFinishedBefore(sql, new Date(Date.now() - KEEP_FILES_DAYS * DAY)));
    for (const id of old) await deleteJobFolder(id);
    if (old.length > 0) await withSql(db, (sql) => forgetFilesOf(sql, old));
    await deleteOldUploads(db, new Date());
    await deleteUnfinishedPhotos(dataDirectory(), new Date(Date.now() - DAY));
    await sealOlderPhotos(dataDirectory());
    await deleteOldExports(dataDirectory(), new Date(Date.now() - DAY));
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
