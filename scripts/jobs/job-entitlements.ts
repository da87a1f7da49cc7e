/**
 * A computation of entitlements asked for in the browser: `job-entitlements.ts JOB`. Runs as a process of its own. How it went
 * stands in the job's record.
 */

import { personOfAccount } from '~/database/access/persons.server';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { failJob, finishJob, progressJob, refuseJob, startJob } from '~/database/jobs/jobs.server';
import { Refusal } from '~/domain/problems';
import { computeEntitlements } from '~/server/workflows/subsidy/compute-entitlements.server';
import { computeWanted } from '~/server/workflows/subsidy/entitlement-jobs.server';

let stopped = false;
const db = await openDatabase({ quiet: true, connections: 4 });
// Told to stop: the connection ends with the process, and with it the transaction; the queue takes the job up again.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stopped = true;
    process.exit(1);
  });
}
try {
  const running = await startJob(db, process.argv[2] ?? '');
  if (running) {
    const { job } = running;
    try {
      const wanted = computeWanted(job.asked);
      const person = job.accountId === null ? null : await withSql(db, (sql) => personOfAccount(sql, job.accountId!));
      if (!person || !wanted) throw new Refusal({ code: 'access.not-allowed' });
      const outcome = await computeEntitlements(db, person, wanted, {
        dryRun: wanted.dryRun,
        now: new Date(),
        progress: (progress) => progressJob(running, progress).catch(() => undefined),
      });
      await finishJob(running, { counts: { households: outcome.households }, details: outcome });
    } catch (error) {
      if (stopped) process.exitCode = 1;
      else if (error instanceof Refusal) await refuseJob(running, error.problem);
      else {
        await failJob(running);
        throw error;
      }
    }
  }
} finally {
  await db.close();
}
