/** run-job with a kind of the tests' own, which does what `asked.do` says, so that every end of a job can be tested. */

import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { withSql } from '~/database/connection/sql.server';
import { jobById } from '~/database/jobs/jobs.server';
import { Refusal } from '~/domain/problems';
import { jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { runJob } from '~/server/jobs/run-job.server';

const waiting: JobKind<{ do: string }> = {
  key: 'report',
  wanted: z.object({ do: z.string() }),
  may: () => true,
  async run(db, _person, { do: what }, { jobId, signal, progress }) {
    await progress({ stage: 'reading', done: 1, total: 4 });
    const { attempts } = (await withSql(db, (sql) => jobById(sql, jobId)))!;
    // Runs until somebody kills it; the second attempt of 'hang-once' finishes.
    if (what === 'hang' || (what === 'hang-once' && attempts === 1)) {
      await jobFolder(jobId);
      await writeFile(jobFilePath(jobId, 'half a file'), 'half');
      await pause(600_000, undefined, { signal });
    }
    // A statement that would run for a minute after the process was told to stop.
    if (what === 'stop-once' && attempts === 1) {
      process.kill(process.pid, 'SIGTERM');
      await withSql(db, (sql) => sql.query('SELECT pg_sleep(60)'));
    }
    // Something that nobody closed keeps the process when its job is over.
    if (what === 'stay') setInterval(() => undefined, 60_000);
    if (what === 'refuse') throw new Refusal({ code: 'season.unknown', details: { season: '1999-2000' } });
    if (what === 'fail') throw new Error('row of 张三 142123197001011234 is wrong');
    await jobFolder(jobId);
    const name = '结果 “1”.xlsx';
    await writeFile(jobFilePath(jobId, name), 'twelve bytes');
    return {
      files: [{ name, bytes: 12 }],
      counts: { rows: 7 },
      ...(what === 'refuse-with-file' && { problem: { code: 'import.refused-meanwhile', details: { refused: 3 } } }),
    };
  },
  title: () => '',
};

process.exitCode = await runJob(process.argv[2] ?? '', [waiting]);
