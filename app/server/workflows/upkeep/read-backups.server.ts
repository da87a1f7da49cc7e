import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { freeBytes } from '~/database/connection/where.server';
import { latestJobs } from '~/database/jobs/jobs.server';
import { lastGoodRun, latestRuns } from '~/database/upkeep/backup-runs.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { backupState } from '~/domain/upkeep/backup-run';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { jobView } from '~/server/jobs/job-view.server';
import { backupFolder } from './backup-files.server';
import { backupJob } from './backup-job.server';

/** 备份 page: whether the register could be restored, the newest backups, where they lie, and the one this person asked for. */
export async function readBackups(db: Database, person: Person, language: Language, now: Date) {
  if (!mayPerson(person, 'settings.manage')) refuse('access.not-allowed');
  const { runs, good, job } = await withSql(db, async (sql) => ({
    runs: await latestRuns(sql, ROWS_A_PAGE),
    good: await lastGoodRun(sql),
    job: person.accountId === null ? undefined : (await latestJobs(sql, person.accountId, 1, backupJob.key))[0],
  }));
  // One that is still being made says nothing yet.
  const newest = runs.find(({ bytes, problem }) => bytes !== null || problem !== null) ?? null;
  const folder = await backupFolder();
  return {
    state: backupState(newest, good, now),
    lastGood: good && { begunAt: good.begunAt, rows: good.rows ?? 0, files: good.files ?? 0 },
    runs: runs.map(({ problem, file, ...run }) => ({
      ...run,
      file: file.slice(file.lastIndexOf('/') + 1),
      problem: problem && sentenceOf(language, problem),
    })),
    folder,
    freeBytes: await freeBytes(folder),
    job: job ? jobView(job, language, false) : null,
  };
}
