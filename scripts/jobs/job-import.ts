/**
 * An import asked for in the browser: `job-import.ts JOB`. Runs as a process of its own, so that a large workbook keeps
 * nobody's phone waiting. How it went stands in the job's record.
 */

import { personOfAccount } from '~/database/access/persons.server';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { failJob, finishJob, type JobStage, progressJob, refuseJob, startJob } from '~/database/jobs/jobs.server';
import { Refusal } from '~/domain/problems';
import { WorkbookRefusal } from '~/imports/open-sheets';
import { fileSize, jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import {
  errorsName,
  forgetUpload,
  type ImportDetails,
  importWanted,
  keepProblems,
  uploadPath,
} from '~/server/workflows/imports/import-jobs.server';
import { type ImportStage, importWorkbook } from '~/server/workflows/imports/import-workbook.server';

const STAGES: Record<ImportStage, JobStage> = { reading: 'reading', checking: 'checking', facts: 'facts', history: 'history' };
/** Problems of each sheet and kind that can be looked at in the browser; the errors workbook has every refused row. */
const MOST_PROBLEMS = 5_000;

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
      const wanted = importWanted(job.asked);
      const person = job.accountId === null ? null : await withSql(db, (sql) => personOfAccount(sql, job.accountId!));
      if (!person || !wanted) throw new Refusal({ code: 'access.not-allowed' });
      await jobFolder(job.id);
      const errors = errorsName(wanted.fileName);
      const result = await importWorkbook(db, person, uploadPath(wanted), {
        acceptValid: wanted.acceptValid,
        dryRun: wanted.mode === 'preview',
        errorsTo: jobFilePath(job.id, errors),
        most: MOST_PROBLEMS,
        progress: ({ stage, done, total }) => progressJob(running, { stage: STAGES[stage], done, total }).catch(() => undefined),
      });
      await keepProblems(job.id, result.problems);
      const refused = result.sheets.reduce((sum, sheet) => sum + sheet.refused, 0);
      const details: ImportDetails = {
        outcome: result.outcome,
        sheets: result.sheets,
        fileNotes: result.fileNotes,
        problemCount: result.problemCount,
      };
      const bytes = result.errorsFile === undefined ? null : await fileSize(result.errorsFile);
      const outcome = { files: bytes === null ? [] : [{ name: errors, bytes, rows: refused }], details };
      if (result.outcome === 'imported') await forgetUpload(wanted);
      if (result.outcome === 'refused' && wanted.mode === 'import')
        await refuseJob(running, { code: 'import.refused-meanwhile', details: { refused } }, outcome);
      else await finishJob(running, outcome);
    } catch (error) {
      if (stopped) process.exitCode = 1;
      else if (error instanceof Refusal) {
        const problems = error instanceof WorkbookRefusal ? error.problems : [error.problem];
        await refuseJob(running, error.problem, { details: { problems } });
      } else {
        await failJob(running);
        throw error;
      }
    }
  }
} finally {
  await db.close();
}
