import { rm } from 'node:fs/promises';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { noteUploadsDeleted, uploadsToDelete } from '~/database/jobs/jobs.server';
import { jobFilePath, KEEP_FILES_DAYS } from './job-files.server';
import { JOB_KINDS, jobKind } from './job-kinds.server';

const DAY = 86_400_000;

/** 上传的文件 hold personal data: they go a day after what they were for was refused or has failed, and after a week in any case. */
export async function deleteOldUploads(db: Database, now: Date): Promise<void> {
  const kinds = JOB_KINDS.filter(({ given }) => given !== undefined).map(({ key }) => key);
  const before = { refused: new Date(now.getTime() - DAY), any: new Date(now.getTime() - KEEP_FILES_DAYS * DAY) };
  const old = await withSql(db, (sql) => uploadsToDelete(sql, kinds, before));
  for (const { kind, folder } of old) for (const name of jobKind(kind)?.given ?? []) await rm(jobFilePath(folder, name), { force: true });
  if (old.length > 0)
    await withSql(db, (sql) =>
      noteUploadsDeleted(
        sql,
        old.map(({ id }) => id),
      ),
    );
}
