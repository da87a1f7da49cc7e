/** A job script for tests: does what `asked.do` says, so that every way a job can end is seen. */

import { writeFile } from 'node:fs/promises';
import { openDatabase } from '~/database/connection/open.server';
import { failJob, finishJob, progressJob, refuseJob, startJob } from '~/database/jobs/jobs.server';
import { jobFilePath, jobFolder } from '~/server/jobs/job-files.server';

const db = await openDatabase({ quiet: true, connections: 2 });
const running = await startJob(db, process.argv[2] ?? '');
if (running) {
  const { do: what } = running.job.asked;
  await progressJob(running, { stage: 'reading', done: 1, total: 4 });
  // Until somebody ends it from outside; the second attempt of 'hang-once' finishes.
  if (what === 'hang' || (what === 'hang-once' && running.job.attempts === 1))
    await new Promise(() => setInterval(() => undefined, 60_000));
  if (what === 'die') process.exit(3);
  if (what === 'refuse') await refuseJob(running, { code: 'season.unknown', details: { season: '1999-2000' } });
  else if (what === 'fail') await failJob(running);
  else {
    await jobFolder(running.job.id);
    const name = '结果 “1”.xlsx';
    await writeFile(jobFilePath(running.job.id, name), 'twelve bytes');
    await finishJob(running, { files: [{ name, bytes: 12 }], counts: { rows: 7 } });
  }
}
await db.close();
