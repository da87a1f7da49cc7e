/** A file that is uploaded for a job: written to disk as it arrives, within what the person and the disk have room for. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { dataDirectory, freeBytes } from '~/database/connection/where.server';
import { jobsAskedSince } from '~/database/jobs/jobs.server';
import { whyNoRoom } from '~/domain/access/upload-room';
import { Refusal, refuse } from '~/domain/problems';
import { takeFile, type WantedFile } from '~/server/http/sent/uploaded-file.server';
import { deleteJobFolder, fileSize, jobFilePath, jobFolder, KEEP_FILES_DAYS } from './job-files.server';

export type Upload = WantedFile & {
  /** The kind of the job, the name of the file in its folder, and what a person may have uploaded in all. */
  kind: string;
  as: string;
  mostKeptBytes: number;
};

const DAY = 86_400_000;

/** The new job's id and the name of the file; null when the request has none. What was refused leaves nothing on the disk. */
export async function takeUpload(
  db: Database,
  accountId: string | null,
  request: Request,
  upload: Upload,
): Promise<{ id: string; fileName: string } | null> {
  await requireRoom(db, accountId, Number(request.headers.get('Content-Length') ?? 0) || upload.limitBytes, upload);
  const id = randomUUID();
  await jobFolder(id);
  let fileName = '';
  try {
    const found = await takeFile(request, upload, async (content, name) => {
      fileName = name;
      await pipeline(content, createWriteStream(jobFilePath(id, upload.as), { mode: 0o600, flags: 'wx' }));
    });
    if (found) return { id, fileName };
  } catch (error) {
    await deleteJobFolder(id);
    if (/^(ENOSPC|EDQUOT)$/.test(String((error as { code?: unknown }).code)))
      throw new Refusal({ code: 'upload.disk-full' }, { cause: error });
    throw error;
  }
  await deleteJobFolder(id);
  return null;
}

async function requireRoom(db: Database, accountId: string | null, bytes: number, { kind, as, mostKeptBytes }: Upload): Promise<void> {
  const jobs =
    accountId === null
      ? []
      : await withSql(db, (sql) => jobsAskedSince(sql, accountId, kind, new Date(Date.now() - (KEEP_FILES_DAYS + 1) * DAY)));
  const sizes = await Promise.all(jobs.map((id) => fileSize(jobFilePath(id, as))));
  const problem = whyNoRoom(bytes, {
    kept: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    most: mostKeptBytes,
    free: await freeBytes(dataDirectory()),
  });
  if (problem) refuse(problem.code, problem.details);
}
