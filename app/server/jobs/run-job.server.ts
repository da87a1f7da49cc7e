import { personOfAccount } from '~/database/access/persons.server';
import { type Database, openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { cutOffWork, failJob, finishJob, leaveJob, progressJob, type RunningJob, refuseJob, startJob } from '~/database/jobs/jobs.server';
import { OPERATOR } from '~/domain/access/person';
import { Refusal } from '~/domain/problems';
import { loggableError, openLog } from '~/server/http/log.server';
import { emptyJobFolder } from './job-files.server';
import { wantedOf } from './job-kind.server';
import { JOB_KINDS, jobKind } from './job-kinds.server';

/** Work outside the database notices a stop only by its signal. When it does not, the process ends after this time. */
const STOP_WITHIN_MS = 5_000;
/** The queue waits for the end of the process, which must not stay for something that nobody closed or that does not close. */
const END_WITHIN_MS = 5_000;

/**
 * Does one job of any kind in this process and returns the exit code. The result is in the job's record.
 *
 * When it is told to stop, the process cuts off the work's connections. The database rolls back what is open, the work ends at
 * its next statement and cleans up, and only then is the job released. The record still says "running", and the queue starts
 * the job again. The same happens when the process is killed.
 */
export async function runJob(id: string, kinds = JOB_KINDS): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  stop.signal.addEventListener('abort', () => setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref());

  let db: Database | undefined;
  let code = 1;
  try {
    db = await openDatabase({ quiet: true, connections: 4 });
    if (stop.signal.aborted) return code;
    const running = await startJob(db, id);
    if (running) await work(running, stop.signal, kinds);
    code = 0;
  } catch (error) {
    // Written to standard error without the values that a database message quotes, because the app's log must not hold
    // household data.
    if (!stop.signal.aborted) openLog(undefined, process.stderr.fd).error({ job: id, error: loggableError(error) }, 'job');
  } finally {
    setTimeout(() => process.exit(code), END_WITHIN_MS).unref();
    await db?.close();
  }
  return code;
}

async function work(running: RunningJob, signal: AbortSignal, kinds: typeof JOB_KINDS): Promise<void> {
  const { job, db } = running;
  const cutOff = () => void cutOffWork(running).catch(() => undefined);
  signal.addEventListener('abort', cutOff);
  try {
    signal.throwIfAborted();
    const kind = jobKind(job.kind, kinds);
    const wanted = kind ? wantedOf(kind, job) : null;
    const person =
      job.accountId === null ? (kind?.unattended ? OPERATOR : null) : await withSql(db, (sql) => personOfAccount(sql, job.accountId!));
    if (!kind || !person || !wanted || !kind.may(person, wanted)) throw new Refusal({ code: 'access.not-allowed' });
    await emptyJobFolder(job.id, kind.given);
    const outcome = await kind.run(db, person, wanted, {
      jobId: job.id,
      signal,
      // A progress that could not be written is ignored; the work goes on.
      progress: (progress) => progressJob(running, progress).catch(() => undefined),
    });
    await (outcome.problem ? refuseJob(running, outcome.problem, outcome) : finishJob(running, outcome));
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof Refusal) return await refuseJob(running, error.problem);
    // The original error is reported, not a second one from storing it.
    await failJob(running).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', cutOff);
    leaveJob(running);
  }
}
