/**
 * A report asked for on screen: `job-report.ts JOB`. Runs as a process of its own, so that writing a workbook keeps nobody's
 * phone waiting. How it went stands in the job's record, nowhere else.
 */
import { rm } from 'node:fs/promises';
import { personOfAccount } from '~/database/access/persons.server';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { failJob, finishJob, progressJob, refuseJob, startJob } from '~/database/jobs/jobs.server';
import { Refusal } from '~/domain/problems';
import { fileSize, jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { reportFileName, reportWanted } from '~/server/workflows/report/report-jobs.server';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

const db = await openDatabase({ quiet: true, connections: 4 });
try {
  const running = await startJob(db, process.argv[2] ?? '');
  if (running) {
    const { job } = running;
    try {
      const wanted = reportWanted(job.asked);
      const person = job.accountId === null ? null : await withSql(db, (sql) => personOfAccount(sql, job.accountId!));
      if (!person || !wanted) throw new Refusal({ code: 'access.not-allowed' });
      // What an attempt that was cut off left behind.
      await rm(await jobFolder(job.id), { recursive: true });
      await jobFolder(job.id);
      const name = reportFileName(wanted);
      const file = jobFilePath(job.id, name);
      const made = await makeReport(db, person, { ...wanted, file }, new Date(), {
        signal: stop.signal,
        onProgress: (progress) => void progressJob(running, progress).catch(() => undefined),
      });
      await finishJob(running, {
        files: [{ name, bytes: (await fileSize(file)) ?? 0 }],
        counts: { sheets: made.sheets.length, households: made.households, ...made.waiting },
        details: { name: made.name, asOf: made.asOf, sha256: made.sha256, historyHead: made.historyHead },
      });
    } catch (error) {
      // Told to stop: the record still says "running", and the queue takes the job up again at the next start.
      if (stop.signal.aborted) {
        process.exitCode = 1;
        running.lock.release(true);
      } else if (error instanceof Refusal) await refuseJob(running, error.problem);
      else {
        await failJob(running);
        throw error;
      }
    }
  }
} finally {
  await db.close();
}
