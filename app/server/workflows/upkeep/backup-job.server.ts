/** 备份 as a job: every night by itself, and when the administrator asks. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import {
  beginRun,
  isUnderWay,
  lastNightly,
  noteDeleted,
  noteMade,
  noteProblem,
  noteRehearsal,
  runsWithFile,
} from '~/database/upkeep/backup-runs.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { Refusal, refuse } from '~/domain/problems';
import { isBackupDue } from '~/domain/upkeep/backup-due';
import type { BackupRun } from '~/domain/upkeep/backup-run';
import { keptBackups } from '~/domain/upkeep/kept-backups';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { backupFolder, backupName, deleteUnfinishedBackups } from './backup-files.server';
import { makeBackup } from './make-backup.server';
import { rehearseBackup } from './rehearse-backup.server';

const wanted = z.object({ why: z.enum(['nightly', 'asked']).default('nightly') });
type BackupWanted = z.infer<typeof wanted>;

export const backupJob: JobKind<BackupWanted> = {
  key: 'backup',
  wanted,
  unattended: true,
  may: (person) => mayPerson(person, 'settings.manage'),
  async run(db, _person, { why }, { jobId, signal, progress }) {
    const now = new Date();
    // Two processes may have asked for the same night.
    if (why === 'nightly' && !isBackupDue(now, await withSql(db, (sql) => lastNightly(sql, jobId))))
      return { counts: { rows: 0, files: 0 } };
    const folder = await backupFolder();
    await deleteUnfinishedBackups(folder, now);
    const file = join(folder, backupName(now, why));
    await withSql(db, (sql) => beginRun(sql, { id: jobId, why, begunAt: now, file }));
    try {
      const made = await makeBackup(db, file, {
        now,
        signal,
        onProgress: (_stage, done, total) => void progress({ stage: 'backup', done, total }),
      });
      await withSql(db, (sql) => noteMade(sql, jobId, made));
      const rehearsal = await rehearseBackup(db, file, {
        signal,
        onByte: (done, total) => void progress({ stage: 'rehearsing', done, total }),
      });
      await withSql(db, (sql) => noteRehearsal(sql, jobId, rehearsal));
      await deleteOldBackups(db, now);
      const counts = { rows: made.rows, files: made.files, faults: rehearsal.faults.length };
      if (rehearsal.ok) return { counts };
      return { counts, problem: { code: 'backup.rehearsal-failed', details: { count: rehearsal.faults.length } } };
    } catch (error) {
      if (error instanceof Refusal) await withSql(db, (sql) => noteProblem(sql, jobId, error.problem));
      throw error;
    }
  },
  title: (t) => t('common:jobs.backup'),
  note: (t, { counts }) => t('common:jobs.backupDone', { rows: counts?.rows, files: counts?.files }),
};

/** Deletes what is no longer kept. Only rehearsed backups count for keeping, so one that failed never drives a good one out. */
async function deleteOldBackups(db: Database, now: Date): Promise<void> {
  const runs = await withSql(db, runsWithFile);
  const gone = runsToDelete(runs);
  for (const { file } of gone) await rm(file, { force: true });
  if (gone.length > 0) {
    await inTransaction(db, (sql) =>
      noteDeleted(
        sql,
        gone.map(({ id }) => id),
        now,
      ),
    );
  }
}

const KEPT_UPGRADES = 3;

/** `runs`, the newest first. One that failed its rehearsal stays until a week's worth of good ones is newer. */
function runsToDelete(runs: readonly BackupRun[]): BackupRun[] {
  const [upgrades, others] = [runs.filter(({ why }) => why === 'upgrade'), runs.filter(({ why }) => why !== 'upgrade')];
  const good = others.filter(({ rehearsal }) => rehearsal?.ok === true);
  const kept = keptBackups(good.map(({ id, begunAt }) => ({ name: id, madeAt: begunAt })));
  const weekOld = good[6]?.begunAt ?? '';
  const bad = others.filter(({ rehearsal, begunAt }) => rehearsal?.ok !== true && begunAt < weekOld);
  return [...good.filter(({ id }) => !kept.has(id)), ...bad, ...upgrades.slice(KEPT_UPGRADES)];
}

/** 立即备份. Returns the job's id. */
export async function askToBackup(db: Database, person: Person): Promise<string> {
  if (!backupJob.may(person, { why: 'asked' })) refuse('access.not-allowed');
  return enqueueJob(db, { kind: backupJob.key, asked: { why: 'asked' }, accountId: person.accountId });
}

/** Asked for by the app; once a night is enough. */
export async function askWhenDue(db: Database, now: Date): Promise<void> {
  const due = await withSql(db, async (sql) => isBackupDue(now, await lastNightly(sql)) && !(await isUnderWay(sql, backupJob.key)));
  if (due) await enqueueJob(db, { kind: backupJob.key, asked: { why: 'nightly' }, accountId: null });
}
